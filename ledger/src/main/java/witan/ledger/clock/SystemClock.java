package witan.ledger.clock;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;

/** The machine's clock, unless another is there (in tests). */
final class SystemClock {

  @Produces
  @Singleton
  @DefaultBean
  static InstantSource clock() {
    return Clock.systemUTC();
  }
}
