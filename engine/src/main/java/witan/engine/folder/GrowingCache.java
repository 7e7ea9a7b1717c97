package witan.engine.folder;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import witan.engine.onnx.Binding;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Tensor;

/**
 * The keys and values of one sequence, {@code [1, heads, tokens, width]} without gaps. A step reads
 * those of the past from one memory and writes the present ones to another; then they change roles.
 */
final class GrowingCache implements AutoCloseable {
  private static final int FIRST_TOKENS = 64;

  private final OnnxRuntime runtime;
  private final OnnxFolder model;
  private Memory past;
  private Memory present;

  /** Room for so many tokens in each layer's keys and values. */
  private static final class Memory implements AutoCloseable {
    final Arena arena = Arena.ofShared();
    final MemorySegment[] parts;
    final int tokens;

    Memory(int parts, long tokenBytes, int tokens) {
      this.parts = new MemorySegment[parts];
      this.tokens = tokens;
      for (int i = 0; i < parts; i++) {
        this.parts[i] = arena.allocate(tokenBytes * tokens, 64);
      }
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  GrowingCache(OnnxRuntime runtime, OnnxFolder model) {
    this.runtime = runtime;
    this.model = model;
    this.past = memory(FIRST_TOKENS);
    this.present = memory(FIRST_TOKENS);
  }

  /** Lets a step read {@code length} tokens and write one more. */
  void bind(Binding binding, int length) {
    if (present.tokens <= length) {
      present.close();
      present = memory(2 * length);
    }
    bind(model.past(), past, length, binding::input);
    bind(model.present(), present, length + 1, binding::output);
  }

  @FunctionalInterface
  private interface Bound {
    void to(String name, Tensor tensor);
  }

  private void bind(List<String> names, Memory memory, int tokens, Bound bound) {
    for (int i = 0; i < memory.parts.length; i++) {
      try (Tensor tensor =
          runtime.tensor(
              memory.parts[i],
              model.stored(),
              1,
              model.keyValueHeads(),
              tokens,
              model.headWidth())) {
        bound.to(names.get(i), tensor);
      }
    }
  }

  /** What was written is the past of the next step. */
  void advance() {
    Memory written = present;
    present = past;
    past = written;
  }

  /** Moves the heads together that are left of {@code length} tokens. */
  void truncate(int length, int kept) {
    long token = (long) model.headWidth() * model.stored().bytes();
    for (MemorySegment part : past.parts) {
      for (int head = 1; head < model.keyValueHeads(); head++) {
        MemorySegment.copy(part, head * length * token, part, head * kept * token, kept * token);
      }
    }
  }

  private Memory memory(int tokens) {
    long token = (long) model.keyValueHeads() * model.headWidth() * model.stored().bytes();
    return new Memory(model.past().size(), token, tokens);
  }

  @Override
  public void close() {
    past.close();
    present.close();
  }
}
