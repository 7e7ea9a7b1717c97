package witan.graphql.expert;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Remembers who was lost lately.
 *
 * <pre>
 * closed   ── lost ─────────────────► resting, for the given time
 * resting  ── asked for, time over ─► on trial: this caller may, the others do without
 * on trial ── heard from ───────────► closed for all, but its losses are remembered
 * on trial ── lost ─────────────────► resting twice as long, a minute at most
 * on trial ── nothing for a while ──► the next caller may try
 * any      ── an answer completed ──► closed and forgotten
 * </pre>
 *
 * <p>One trial at a time, so that an expert which hangs delays one question and not all.
 */
public final class Breaker {

  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** How long the one who tries has the expert to itself. */
  private static final Duration TRIAL = Duration.ofSeconds(5);

  private enum State {
    RESTING,
    ON_TRIAL,
    CLOSED
  }

  /**
   * An expert that was lost.
   *
   * @param until when it may be asked again, unless it is closed
   */
  private record Case(State state, int losses, Instant until) {}

  private final ConcurrentMap<String, Case> cases = new ConcurrentHashMap<>();
  private final Duration first;
  private final InstantSource clock;

  public Breaker(Duration first, InstantSource clock) {
    this.first = first;
    this.clock = clock;
  }

  /**
   * Whether the expert with this hotkey may be asked now. After a rest only one caller is told so;
   * what becomes of its question decides for the others.
   */
  public boolean admits(String hotkey) {
    Case known = cases.get(hotkey);
    if (known == null || known.state() == State.CLOSED) {
      return true;
    }
    Instant now = clock.instant();
    return !now.isBefore(known.until())
        && cases.replace(hotkey, known, new Case(State.ON_TRIAL, known.losses(), now.plus(TRIAL)));
  }

  /** Whether the expert could be asked now, for who does not mean to ask. */
  public boolean isAble(String hotkey) {
    Case known = cases.get(hotkey);
    return known == null
        || known.state() == State.CLOSED
        || !clock.instant().isBefore(known.until());
  }

  /** The expert was lost. Losses while it rests already count as the same one. */
  public void lost(String hotkey) {
    Instant now = clock.instant();
    cases.compute(
        hotkey,
        (key, known) -> {
          if (known != null && known.state() == State.RESTING && now.isBefore(known.until())) {
            return known;
          }
          int losses = known == null ? 1 : known.losses() + 1;
          Duration pause = first.multipliedBy(1L << Math.min(losses - 1, 10));
          return new Case(
              State.RESTING, losses, now.plus(pause.compareTo(LONGEST) > 0 ? LONGEST : pause));
        });
  }

  /** It answered something: all may ask it again, but another loss makes it rest longer. */
  public void heard(String hotkey) {
    cases.computeIfPresent(
        hotkey,
        (key, known) ->
            known.state() == State.ON_TRIAL
                ? new Case(State.CLOSED, known.losses(), known.until())
                : known);
  }

  /** The expert took part in an answer until its end. */
  public void completed(String hotkey) {
    cases.remove(hotkey);
  }
}
