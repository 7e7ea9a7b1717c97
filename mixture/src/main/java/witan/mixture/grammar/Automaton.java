package witan.mixture.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A grammar as an automaton that grows where texts lead it: a state is all that may still come, and
 * is found once. For any number of threads.
 *
 * <p>What may come is a set of lists, as in every recogniser of context-free languages without
 * look-ahead; levels are limited, so the lists are short.
 */
final class Automaton {

  /** The most levels of objects and arrays, one inside the other. */
  static final int DEEPEST = 32;

  /** More ways than these at one place would make each byte slow. */
  private static final int MOST_WAYS = 1_024;

  // Repeating what may be empty opens nothing, but takes time all the same.
  private static final int MOST_STEPS = 16 * MOST_WAYS;

  private final Rule root;
  private final int mostStates;
  private final Map<List<Pending>, State> states = new ConcurrentHashMap<>();

  /**
   * At its beginning.
   *
   * @param mostStates so many are kept at once: an ordinary schema has a few hundred, but lengths
   *     and counts are states too
   */
  Automaton(Rule root, int mostStates) {
    this.root = root;
    this.mostStates = mostStates;
  }

  State start() {
    return state(List.of(new Pending(root, 0, Pending.NOTHING)));
  }

  /** Where the lists that go on with the byte lead. */
  State after(List<Pending> open, int b) {
    List<Pending> rests = new ArrayList<>();
    for (Pending pending : open) {
      switch (pending.rule) {
        case Rule.ByteRange range -> {
          if (range.low <= b && b <= range.high) {
            rests.add(pending.rest);
          }
        }
        case Rule.Literal literal -> {
          if ((literal.bytes[pending.at] & 0xFF) == b) {
            rests.add(advanced(pending, literal.bytes.length));
          }
        }
        default -> throw new IllegalStateException("only bytes are left open");
      }
    }
    return rests.isEmpty() ? State.DEAD : state(rests);
  }

  private State state(List<Pending> rests) {
    State known = states.get(rests);
    if (known != null) {
      return known;
    }
    if (states.size() >= mostStates) {
      // Answers that are in the making keep theirs; the rest is found again when needed.
      states.clear();
    }
    State found = opened(rests);
    State earlier = states.putIfAbsent(rests, found);
    return earlier == null ? found : earlier;
  }

  /** Replaces rules by what they are made of until every list begins with a byte, or is empty. */
  private State opened(List<Pending> rests) {
    List<Pending> open = new ArrayList<>();
    boolean complete = false;
    Set<Pending> seen = new HashSet<>();
    Deque<Pending> todo = new ArrayDeque<>(rests);
    while (!todo.isEmpty()) {
      Pending pending = todo.removeFirst();
      if (pending.equals(Pending.NOTHING)) {
        complete = true;
        continue;
      }
      // Also what ends a rule that begins with itself.
      if (!seen.add(pending)) {
        continue;
      }
      switch (pending.rule) {
        case Rule.ByteRange _, Rule.Literal _ -> open.add(pending);
        case Rule.Sequence sequence ->
            todo.add(
                sequence.items.isEmpty()
                    ? pending.rest
                    : new Pending(
                        sequence.items.get(pending.at),
                        0,
                        advanced(pending, sequence.items.size())));
        case Rule.Choice choice -> choice.choices.forEach(rule -> enter(rule, pending.rest, todo));
        case Rule.Repeat repeat -> {
          if (pending.at >= repeat.min) {
            todo.add(pending.rest);
          }
          if (pending.at < repeat.max) {
            // Without an upper limit nothing is counted beyond the lower one.
            int turns =
                repeat.max == Integer.MAX_VALUE
                    ? Math.min(pending.at + 1, repeat.min)
                    : pending.at + 1;
            enter(repeat.body, new Pending(repeat, turns, pending.rest), todo);
          }
        }
        case Rule.Level level ->
            todo.add(
                pending.at > 0
                    ? pending.rest
                    : new Pending(level.body, 0, new Pending(level, 1, pending.rest)));
        case Rule.Reference reference -> todo.add(new Pending(reference.target(), 0, pending.rest));
      }
      if (open.size() + todo.size() > MOST_WAYS || seen.size() > MOST_STEPS) {
        throw new SchemaException(
            "The schema leaves more than %,d ways open at one place; make the branches of its anyOf begin differently, or its optional properties fewer."
                .formatted(MOST_WAYS));
      }
    }
    return new State(this, List.copyOf(open), complete);
  }

  /** Begins a rule unless it could not be finished within the levels that are left. */
  private static void enter(Rule rule, Pending rest, Deque<Pending> todo) {
    if (rule.height() <= DEEPEST - rest.depth) {
      todo.add(new Pending(rule, 0, rest));
    }
  }

  private static Pending advanced(Pending pending, int size) {
    return pending.at + 1 < size
        ? new Pending(pending.rule, pending.at + 1, pending.rest)
        : pending.rest;
  }
}
