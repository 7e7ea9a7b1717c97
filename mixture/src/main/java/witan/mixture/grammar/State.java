package witan.mixture.grammar;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far an answer has come in its grammar; to be had from {@link Constraint}, and never changed
 * by what comes after, so that an answer is rewound by going back to an earlier one.
 *
 * <p>For any number of threads: what is kept here is found again with the same result, whichever
 * thread was first.
 */
public final class State {

  /** No text of the grammar begins so. */
  static final State DEAD = new State(null, List.of(), false);

  /** The turn has ended. */
  static final State ENDED = new State(null, List.of(), false);

  private static final int BYTES = 256;

  private final @Nullable Automaton automaton;
  private final List<Pending> open;
  private final boolean complete;
  // Filled as asked, without a lock: a state is whole once it can be seen here.
  private final @Nullable State[] next = new State[BYTES];
  private volatile long @Nullable [] allowed;

  State(@Nullable Automaton automaton, List<Pending> open, boolean complete) {
    this.automaton = automaton;
    this.open = open;
    this.complete = complete;
  }

  /** Whether the answer may end here. */
  boolean complete() {
    return complete;
  }

  /** Where one more byte leads. */
  State after(byte b) {
    State known = next[b & 0xFF];
    if (known != null) {
      return known;
    }
    State found = automaton == null ? DEAD : automaton.after(open, b & 0xFF);
    next[b & 0xFF] = found;
    return found;
  }

  /** The tokens that may come, one bit each, once they were found. */
  long @Nullable [] allowed() {
    return allowed;
  }

  void allow(long[] tokens) {
    allowed = tokens;
  }
}
