package witan.engine.template;

/** How much one rendering may do: templates come with models from anywhere. */
final class Budget {
  static final int LONGEST_TEXT = 16_000_000;
  static final int LONGEST_RANGE = 100_000;

  private static final int MOST_STEPS = 20_000_000;
  private static final long MOST_CHARACTERS = 2_000_000_000L;
  private static final int DEEPEST = 400;

  private int steps;
  private long characters;
  private int depth;

  /** Goes one level down; to be followed by {@link #leave}. */
  void enter() {
    if (++steps > MOST_STEPS) {
      throw new Fault("It runs for too long: more than " + MOST_STEPS + " steps.");
    }
    if (++depth > DEEPEST) {
      throw new Fault("It calls or nests more than " + DEEPEST + " levels deep.");
    }
  }

  void leave() {
    depth--;
  }

  /** Pays for the characters of a text that an expression made. */
  void charge(Value value) {
    if (value instanceof Value.Text text) {
      for (var run : text.text().runs()) {
        characters += run.text().length();
      }
      if (characters > MOST_CHARACTERS) {
        throw new Fault("It copies too much text: more than " + MOST_CHARACTERS + " characters.");
      }
    }
  }
}
