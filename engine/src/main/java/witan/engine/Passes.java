package witan.engine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import witan.engine.importer.Architecture;
import witan.engine.onnx.Binding;
import witan.engine.onnx.ElementType;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Session;
import witan.engine.onnx.Tensor;

/**
 * Runs the model, one pass after the other in the order in which they were asked for: long prompts
 * come in chunks, so that nobody waits for more than a chunk of another's.
 */
final class Passes implements AutoCloseable {

  /** The most tokens in one pass. */
  static final int CHUNK = 256;

  private final OnnxRuntime runtime;
  private final Session session;
  private final Architecture sizes;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Arena arena = Arena.ofShared();
  private final MemorySegment tokens = arena.allocate(CHUNK * JAVA_LONG.byteSize());
  private final MemorySegment positions = arena.allocate(CHUNK * JAVA_LONG.byteSize());
  private final MemorySegment rows = arena.allocate(CHUNK * JAVA_LONG.byteSize());
  private final MemorySegment start = arena.allocate(JAVA_LONG);
  private Buffer mask = new Buffer();
  private Buffer logits = new Buffer();

  Passes(OnnxRuntime runtime, Session session, Architecture sizes) {
    this.runtime = runtime;
    this.session = session;
    this.sizes = sizes;
  }

  /**
   * Appends a chunk.
   *
   * @param chunk 1 to {@link #CHUNK} tokens
   * @param length how many the memory holds already; it has room for the chunk
   * @param lastN how many of the last ones get logits
   * @return {@code [lastN][vocabulary]}
   * @throws InterruptedException while it waits for its turn
   */
  float[][] run(KeyValueMemory memory, int[] chunk, int length, int lastN)
      throws InterruptedException {
    turn.lockInterruptibly();
    try {
      int count = chunk.length;
      start.set(JAVA_LONG, 0, length);
      for (int i = 0; i < count; i++) {
        tokens.setAtIndex(JAVA_LONG, i, chunk[i]);
        positions.setAtIndex(JAVA_LONG, i, length + i);
      }
      for (int i = 0; i < lastN; i++) {
        rows.setAtIndex(JAVA_LONG, i, count - lastN + i);
      }
      MemorySegment masked = mask(count, length, memory.places());
      int vocabulary = sizes.vocabulary();
      MemorySegment result = logits.of((long) lastN * vocabulary);
      try (Tensor ids = runtime.tensor(tokens, ElementType.INT64, 1, count);
          Tensor places = runtime.tensor(positions, ElementType.INT64, 1, count);
          Tensor writeAt = runtime.tensor(start, ElementType.INT64, 1);
          Tensor visible =
              runtime.tensor(
                  masked, ElementType.FLOAT, 1, 1, (long) sizes.groups() * count, memory.places());
          Tensor wanted = runtime.tensor(rows, ElementType.INT64, lastN);
          Tensor out = runtime.tensor(result, ElementType.FLOAT, lastN, vocabulary)) {
        Binding binding = memory.binding();
        binding.input("input_ids", ids);
        binding.input("positions", places);
        binding.input("write_at", writeAt);
        binding.input("mask", visible);
        binding.input("logit_rows", wanted);
        binding.output("logits", out);
        binding.run();
      }
      float[][] copied = new float[lastN][];
      for (int i = 0; i < lastN; i++) {
        long row = (long) vocabulary * Float.BYTES;
        copied[i] = result.asSlice(i * row, row).toArray(JAVA_FLOAT);
      }
      return copied;
    } finally {
      turn.unlock();
    }
  }

  /** Each token sees those before it and itself; every query head of a group sees the same. */
  private MemorySegment mask(int count, int length, int places) {
    MemorySegment rows = mask.of((long) sizes.groups() * count * places);
    long row = (long) places * Float.BYTES;
    for (int i = 0; i < count; i++) {
      MemorySegment one = rows.asSlice(i * row, row);
      int visible = length + i + 1;
      one.asSlice(0, (long) visible * Float.BYTES).fill((byte) 0);
      for (int place = visible; place < places; place++) {
        one.setAtIndex(JAVA_FLOAT, place, Float.NEGATIVE_INFINITY);
      }
    }
    for (int group = 1; group < sizes.groups(); group++) {
      MemorySegment.copy(rows, 0, rows, group * count * row, count * row);
    }
    return rows;
  }

  /** Waits for the pass that is running. Sequences must be closed before. */
  @Override
  public void close() {
    turn.lock();
    try {
      session.close();
      arena.close();
      mask.close();
      logits.close();
    } finally {
      turn.unlock();
    }
  }

  /** Memory for floats that grows with what is asked of it. */
  private static final class Buffer implements AutoCloseable {
    private Arena arena = Arena.ofShared();
    private MemorySegment floats = arena.allocate(64, 64);

    MemorySegment of(long count) {
      long size = count * Float.BYTES;
      if (floats.byteSize() < size) {
        arena.close();
        arena = Arena.ofShared();
        floats = arena.allocate(Math.max(size, 64), 64);
      }
      return floats;
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
