package witan.engine;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The tokens of a pass, and which of them get logits, in the machine's memory. */
final class PassTokens {

  /** {@code [count]}. */
  final MemorySegment ids;

  /** {@code [wanted]}, places among the tokens. */
  final MemorySegment rows;

  private int count;
  private int wanted;

  PassTokens(Arena arena) {
    ids = arena.allocate(JAVA_LONG, Pass.TOKENS);
    rows = arena.allocate(JAVA_LONG, Pass.TOKENS);
  }

  int count() {
    return count;
  }

  int wanted() {
    return wanted;
  }

  void fill(List<Pass.Part> parts) {
    count = 0;
    wanted = 0;
    for (Pass.Part part : parts) {
      for (int i = 0; i < part.tokens().length; i++) {
        add(part.tokens()[i], i >= part.tokens().length - part.wanted());
      }
    }
  }

  void add(int token, boolean isWanted) {
    if (isWanted) {
      rows.setAtIndex(JAVA_LONG, wanted++, count);
    }
    ids.setAtIndex(JAVA_LONG, count++, token);
  }
}
