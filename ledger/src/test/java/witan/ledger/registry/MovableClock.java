package witan.ledger.registry;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is moved. */
@Singleton
public class MovableClock implements InstantSource {

  private volatile Instant now = Instant.now();

  @Override
  public Instant instant() {
    return now;
  }

  public void forward(Duration step) {
    now = now.plus(step);
  }
}
