package witan.cli.network;

import java.time.Duration;

/**
 * How long to wait before a part that died is started again: half a second, doubled each time up to
 * 30 s, and from the beginning once it has lived for a minute.
 */
final class BackOff {
  static final Duration FIRST = Duration.ofMillis(500);
  static final Duration LONGEST = Duration.ofSeconds(30);
  static final Duration SOUND = Duration.ofMinutes(1);

  private Duration next = FIRST;

  /** The wait before the next start, after a life this long. */
  Duration after(Duration lived) {
    if (lived.compareTo(SOUND) >= 0) {
      next = FIRST;
    }
    Duration wait = next;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return wait;
  }
}
