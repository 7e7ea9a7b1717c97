package witan.engine.template;

import java.time.Duration;

/** How much one rendering may do: templates come with models from anywhere. */
final class Budget {
  static final int LONGEST_TEXT = 16_000_000;
  static final int LONGEST_RANGE = 100_000;
  static final int MOST_PIECES = 1_000_000;
  static final int DEEPEST = 400;

  private static final int MOST_STEPS = 20_000_000;
  private static final long MOST_CHARACTERS = 256_000_000L;

  // Steps differ in what they cost; the time is looked at every so many.
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int STEPS_BETWEEN_LOOKS = 1 << 10;

  private final long start = System.nanoTime();
  private int steps;
  private long characters;
  private int depth;

  /** Goes one level down; to be followed by {@link #leave}. */
  void enter() {
    if (++steps > MOST_STEPS) {
      throw new Fault("It runs for too long: more than " + MOST_STEPS + " steps.");
    }
    if (steps % STEPS_BETWEEN_LOOKS == 0 && System.nanoTime() - start > LONGEST.toNanos()) {
      throw new Fault("It runs for too long: more than " + LONGEST.toSeconds() + " seconds.");
    }
    if (++depth > DEEPEST) {
      throw new Fault("It calls or nests more than " + DEEPEST + " levels deep.");
    }
  }

  void leave() {
    depth--;
  }

  /** Pays for the characters of a text, or the items of a list, that an expression made. */
  void charge(Value value) {
    switch (value) {
      case Value.Text text -> {
        for (var run : text.text().runs()) {
          characters += run.text().length();
        }
      }
      case Value.Items items -> characters += items.items().size();
      case Value.Pairs pairs -> characters += pairs.pairs().size();
      default -> {}
    }
    if (characters > MOST_CHARACTERS) {
      throw new Fault("It copies too much text: more than " + MOST_CHARACTERS + " characters.");
    }
  }
}
