package witan.inference.expert;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** How many sessions of gateways are open, and that they do not become too many. */
@ApplicationScoped
public class OpenSessions {

  private final AtomicInteger open = new AtomicInteger();
  private final int most;

  OpenSessions(ExpertConfig config, MeterRegistry meters) {
    this.most = config.sessions().most();
    meters.gauge("witan.sessions", open);
  }

  /** Takes a place, if there is one; whoever got it gives it back once. */
  public boolean enter() {
    return open.getAndUpdate(now -> now < most ? now + 1 : now) < most;
  }

  /** Gives a place back. */
  public void leave() {
    open.decrementAndGet();
  }

  /** How many are open now. */
  public int count() {
    return open.get();
  }

  /** How many there can be. */
  public int most() {
    return most;
  }
}
