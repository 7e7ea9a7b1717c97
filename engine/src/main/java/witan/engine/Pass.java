package witan.engine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import witan.engine.attention.PagedAttention;
import witan.engine.attention.Span;
import witan.engine.onnx.Binding;
import witan.engine.onnx.ElementType;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Provider;
import witan.engine.onnx.Session;
import witan.engine.onnx.Tensor;

/** Runs the model over some tokens of several sequences at once. For one thread. */
final class Pass implements AutoCloseable {

  /** The most tokens at once. */
  static final int TOKENS = 256;

  private final OnnxRuntime runtime;
  private final Session session;
  private final PagedAttention attention;
  private final int vocabulary;
  private final Binding binding;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment ids = arena.allocate(JAVA_LONG, TOKENS);
  private final MemorySegment rows = arena.allocate(JAVA_LONG, TOKENS);
  private MemorySegment logits = MemorySegment.NULL;

  /**
   * Neighbouring tokens of one sequence.
   *
   * @param tokens 1 to {@link #TOKENS}, together with those of the others in the pass
   * @param wanted how many of the last ones get logits
   */
  record Part(Span span, int[] tokens, int wanted) {}

  /** Takes over session and operator. */
  Pass(OnnxRuntime runtime, Session session, PagedAttention attention, int vocabulary) {
    this.runtime = runtime;
    this.session = session;
    this.attention = attention;
    this.vocabulary = vocabulary;
    this.binding = session.binding();
  }

  /** The wanted logits of all parts, one below the other: {@code [wanted][vocabulary]}. */
  float[][] run(List<Part> parts) {
    int count = 0;
    int wanted = 0;
    for (Part part : parts) {
      for (int i = 0; i < part.tokens.length; i++) {
        if (i >= part.tokens.length - part.wanted) {
          rows.setAtIndex(JAVA_LONG, wanted++, count);
        }
        ids.setAtIndex(JAVA_LONG, count++, part.tokens[i]);
      }
    }
    attention.spans(parts.stream().map(Part::span).toList());
    reserve(wanted);
    try (Tensor tokens = runtime.tensor(ids, ElementType.INT64, count);
        Tensor which = runtime.tensor(rows, ElementType.INT64, wanted);
        Tensor out = runtime.tensor(logits, ElementType.FLOAT, wanted, vocabulary)) {
      binding.input("input_ids", tokens);
      binding.input("logit_rows", which);
      binding.output("logits", out);
      binding.run();
    }
    float[][] copied = new float[wanted][];
    long row = (long) vocabulary * Float.BYTES;
    for (int i = 0; i < wanted; i++) {
      copied[i] = logits.asSlice(i * row, row).toArray(JAVA_FLOAT);
    }
    return copied;
  }

  /** What the model runs on. */
  Provider provider() {
    return session.provider();
  }

  /** Ends the run that is going on, and each later one at once. From any thread. */
  void stop() {
    binding.stop();
  }

  private void reserve(int wanted) {
    long size = (long) Math.max(wanted, 1) * vocabulary * Float.BYTES;
    if (logits.byteSize() < size) {
      logits = Arena.ofAuto().allocate(size, 64); // seldom: the one before is collected
    }
  }

  @Override
  public void close() {
    binding.close();
    session.close();
    attention.close();
    arena.close();
  }
}
