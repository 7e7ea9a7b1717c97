package witan.engine;

import java.util.Arrays;
import java.util.List;
import witan.engine.EngineBench.Work;

/** What {@link EngineBench} times of a {@link PlainDecoder}. */
final class PlainBench {

  /** Sequences at once, and tokens of each. */
  static final int ROWS = 8;

  static final int ROOM = 2048;

  private final PlainDecoder decoder;

  /** How many tokens of its context each row begins with, from the measurement before. */
  private final int[] kept = new int[ROWS];

  PlainBench(PlainDecoder decoder) {
    this.decoder = decoder;
  }

  /** Reads a prompt. */
  Work prefill(int[] tokens) {
    decoder.truncate(0, 0);
    kept[0] = 0;
    return () -> read(0, tokens);
  }

  /** Reads a context into each row, as far as it is not there; the work draws steps after it. */
  Work decode(List<int[]> contexts, int steps) {
    for (int row = 0; row < contexts.size(); row++) {
      int[] context = contexts.get(row);
      int from = Math.min(kept[row], context.length);
      decoder.truncate(row, from);
      read(row, Arrays.copyOfRange(context, from, context.length));
      kept[row] = context.length;
    }
    return () -> {
      int[] tokens = new int[contexts.size()];
      for (int i = 0; i < steps; i++) {
        float[][] logits = decoder.step(tokens);
        Arrays.setAll(tokens, row -> EngineBench.likeliest(logits[row]));
      }
    };
  }

  /** In chunks as large as the engine's. */
  private void read(int row, int[] tokens) {
    for (int from = 0; from < tokens.length; from += Pass.TOKENS) {
      int to = Math.min(from + Pass.TOKENS, tokens.length);
      decoder.read(row, Arrays.copyOfRange(tokens, from, to), to == tokens.length ? 1 : 0);
    }
  }
}
