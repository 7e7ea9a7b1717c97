package witan.engine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import witan.engine.attention.BlockOffsets;
import witan.engine.importer.Architecture;
import witan.engine.importer.GgufImporter.Imported;
import witan.engine.importer.GraphForm;
import witan.engine.onnx.Binding;
import witan.engine.onnx.DeviceMemory;
import witan.engine.onnx.ElementType;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Provider;
import witan.engine.onnx.Session;
import witan.engine.onnx.Tensor;

/**
 * The same model with ONNX Runtime's own attention ({@link GraphForm#GROUPED}), to compare with.
 *
 * <p>It has a row of memory for each sequence, bound once, and no pages, prefix cache or scheduler;
 * nor is it invariant: a token alone can have other bits than the same one in a prompt. For one
 * thread.
 */
final class PlainDecoder implements AutoCloseable {
  private final OnnxRuntime runtime;
  private final Architecture sizes;
  private final ElementType stored;
  private final int room;
  private final Session session;
  private final DeviceMemory memory;
  private final List<Tensor> tensors = new ArrayList<>();
  private final Map<Rows, Binding> bindings = new HashMap<>();
  private final int[] lengths;

  /** Neighbouring rows that are computed together. */
  private record Rows(int first, int count) {}

  /**
   * Loads it.
   *
   * @param grouped in that form, or {@link GraphForm#GROUPED_HALF}
   * @param rows sequences
   * @param room tokens of each
   */
  PlainDecoder(OnnxRuntime runtime, Imported grouped, int threads, int rows, int room) {
    this.runtime = runtime;
    this.sizes = grouped.sizes();
    this.stored = grouped.form().stored();
    this.room = room;
    this.lengths = new int[rows];
    this.session =
        runtime.open(
            grouped.graph(),
            threads,
            Provider.CPU,
            OnnxModels.SESSION,
            List.of(new BlockOffsets()));
    this.memory = session.memory();
    for (int i = 0; i < 2 * sizes.layers(); i++) {
      tensors.add(memory.allocate(stored, shape(rows)));
    }
  }

  private long[] shape(int rows) {
    return new long[] {rows, sizes.keyValueHeads(), room, sizes.headWidth()};
  }

  /** Forgets a row's tokens after the first few. */
  void truncate(int row, int length) {
    lengths[row] = length;
  }

  /**
   * Neighbouring tokens of one row.
   *
   * @return the logits after each of the last {@code wanted}
   */
  float[][] read(int row, int[] tokens, int wanted) {
    int[] which = new int[wanted];
    Arrays.setAll(which, i -> tokens.length - wanted + i);
    return run(new Rows(row, 1), tokens.length, tokens, which);
  }

  /** One more token of each of the first rows. */
  float[][] step(int[] tokens) {
    int[] all = new int[tokens.length];
    Arrays.setAll(all, i -> i);
    return run(new Rows(0, tokens.length), 1, tokens, all);
  }

  private float[][] run(Rows rows, int each, int[] tokens, int[] wanted) {
    int vocabulary = sizes.vocabulary();
    int[] last = new int[rows.count];
    Arrays.setAll(last, i -> lengths[rows.first + i] + each - 1);
    int longest = Arrays.stream(last).max().orElseThrow() + 1;
    Binding binding = bindings.computeIfAbsent(rows, this::bound);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment logits = arena.allocate(JAVA_FLOAT, (long) wanted.length * vocabulary);
      try (Tensor ids = runtime.tensor(longs(arena, tokens), ElementType.INT64, rows.count, each);
          Tensor which = runtime.tensor(longs(arena, wanted), ElementType.INT64, wanted.length);
          Tensor lasts =
              runtime.tensor(arena.allocateFrom(JAVA_INT, last), ElementType.INT32, rows.count);
          Tensor total =
              runtime.tensor(arena.allocateFrom(JAVA_INT, longest), ElementType.INT32, 1);
          Tensor out = runtime.tensor(logits, ElementType.FLOAT, wanted.length, vocabulary)) {
        binding.input("input_ids", ids);
        binding.input("logit_rows", which);
        binding.input("seqlens_k", lasts);
        binding.input("total_sequence_length", total);
        binding.output("logits", out);
        binding.run();
      }
      for (int i = 0; i < rows.count; i++) {
        lengths[rows.first + i] += each;
      }
      float[][] copied = new float[wanted.length][];
      long row = (long) vocabulary * Float.BYTES;
      Arrays.setAll(copied, i -> logits.asSlice(i * row, row).toArray(JAVA_FLOAT));
      return copied;
    }
  }

  private static MemorySegment longs(Arena arena, int[] values) {
    return arena.allocateFrom(JAVA_LONG, Arrays.stream(values).asLongStream().toArray());
  }

  private Binding bound(Rows rows) {
    Binding binding = session.binding();
    long rowLength = (long) sizes.keyValueHeads() * room * sizes.headWidth();
    for (int i = 0; i < 2 * sizes.layers(); i++) {
      String name = (i % 2 == 0 ? "key." : "value.") + i / 2;
      try (Tensor part =
          memory.part(tensors.get(i), stored, rows.first * rowLength, shape(rows.count))) {
        binding.input("past_" + name, part);
        binding.output("present_" + name, part);
      }
    }
    return binding;
  }

  @Override
  public void close() {
    bindings.values().forEach(Binding::close);
    tensors.forEach(Tensor::close);
    memory.close();
    session.close();
  }
}
