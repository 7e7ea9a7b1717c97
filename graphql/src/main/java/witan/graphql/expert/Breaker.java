package witan.graphql.expert;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Remembers who was lost lately.
 *
 * <p>After each loss an expert is skipped: at first for the given time, twice as long after each
 * further loss in a row, a minute at most. One answer completed with it closes its case.
 */
public final class Breaker {

  private static final Duration LONGEST = Duration.ofMinutes(1);

  private record Case(int losses, Instant until) {}

  private final ConcurrentMap<String, Case> cases = new ConcurrentHashMap<>();
  private final Duration first;
  private final InstantSource clock;

  public Breaker(Duration first, InstantSource clock) {
    this.first = first;
    this.clock = clock;
  }

  /** Whether the expert with this hotkey is to be left alone for now. */
  public boolean skips(String hotkey) {
    Case known = cases.get(hotkey);
    return known != null && clock.instant().isBefore(known.until());
  }

  /** The expert was lost. Losses while it is skipped already count as the same one. */
  public void lost(String hotkey) {
    Instant now = clock.instant();
    cases.compute(
        hotkey,
        (key, known) -> {
          if (known != null && now.isBefore(known.until())) {
            return known;
          }
          int losses = known == null ? 1 : known.losses() + 1;
          Duration pause = first.multipliedBy(1L << Math.min(losses - 1, 10));
          return new Case(losses, now.plus(pause.compareTo(LONGEST) > 0 ? LONGEST : pause));
        });
  }

  /** The expert took part in an answer until its end. */
  public void completed(String hotkey) {
    cases.remove(hotkey);
  }
}
