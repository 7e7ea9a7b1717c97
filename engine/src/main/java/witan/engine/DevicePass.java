package witan.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import witan.engine.importer.Architecture;
import witan.engine.importer.GraphForm;
import witan.engine.onnx.Binding;
import witan.engine.onnx.DeviceMemory;
import witan.engine.onnx.ElementType;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Provider;
import witan.engine.onnx.Session;
import witan.engine.onnx.Tensor;

/**
 * Passes whose attention is ONNX Runtime's, where the session computes: keys and values stay there.
 * Of a pass only its tokens and tables of pages go in and its logits come out.
 */
final class DevicePass implements Pass {
  private final OnnxRuntime runtime;
  private final Session session;
  private final boolean recorded;
  private final int vocabulary;
  private final DeviceMemory memory;
  private final List<Tensor> caches = new ArrayList<>();
  private final Binding binding;
  private final BlockInputs inputs;
  private final Page unused;
  private final int mostBlocks;
  private final Logits logits;
  private final Map<Integer, RecordedSteps> steps = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  /**
   * Takes over the session, unless it throws.
   *
   * @param session of a graph of the form {@link GraphForm#DEVICE}
   * @param recorded whether steps of single tokens are recorded and replayed
   * @param block tokens of a page
   * @param pages how many there are
   * @param mostBlocks pages of one sequence
   * @throws ModelException if there is no memory for so many pages
   */
  DevicePass(
      OnnxRuntime runtime,
      Session session,
      Architecture sizes,
      boolean recorded,
      int block,
      int pages,
      int mostBlocks) {
    this.runtime = runtime;
    this.session = session;
    this.recorded = recorded;
    this.vocabulary = sizes.vocabulary();
    this.logits = new Logits(vocabulary);
    this.inputs = new BlockInputs(block, mostBlocks);
    this.mostBlocks = mostBlocks;
    this.unused = new Page(pages, MemorySegment.NULL);
    this.memory = session.memory();
    this.binding = session.binding();
    if (recorded) {
      binding.option(RecordedSteps.RECORDING, RecordedSteps.NONE);
    }
    try {
      allocate(sizes, pages + 1L, block);
    } catch (RuntimeException | Error e) {
      free();
      throw e;
    }
    bindCaches(binding);
  }

  /** Zeros: what a kernel reads beyond a sequence's end and gives no weight must be a number. */
  private void allocate(Architecture sizes, long pages, int block) {
    ElementType stored = GraphForm.DEVICE.stored();
    long[] shape = {pages, block, sizes.keyValueHeads(), sizes.headWidth()};
    long size = pages * block * sizes.keyValueHeads() * sizes.headWidth() * stored.bytes();
    try (Arena arena = Arena.ofConfined();
        Tensor zeros = runtime.tensor(arena.allocate(size, 64), stored, shape)) {
      for (int i = 0; i < 2 * sizes.layers(); i++) {
        Tensor cache = memory.allocate(stored, shape);
        caches.add(cache);
        memory.copy(zeros, cache);
      }
    }
  }

  private void bindCaches(Binding to) {
    for (int i = 0; i < caches.size(); i++) {
      String part = i % 2 == 0 ? "key_cache" : "value_cache";
      to.input(part + "." + i / 2, caches.get(i));
      to.output(part + "_out." + i / 2, caches.get(i));
    }
  }

  @Override
  public float[][] run(List<Part> parts) {
    int alike = recorded ? RecordedSteps.count(parts) : 0;
    return alike > 0 ? replay(parts, alike) : compute(parts);
  }

  private float[][] compute(List<Part> parts) {
    inputs.fill(parts);
    PassTokens tokens = inputs.tokens();
    int sequences = inputs.sequences();
    try (Tensor ids = runtime.tensor(tokens.ids, ElementType.INT64, tokens.count());
        Tensor rows = runtime.tensor(tokens.rows, ElementType.INT64, tokens.wanted());
        Tensor ends = runtime.tensor(inputs.ends(), ElementType.INT32, sequences + 1);
        Tensor starts = runtime.tensor(inputs.starts(), ElementType.INT32, sequences);
        Tensor table =
            runtime.tensor(inputs.table(), ElementType.INT32, sequences, inputs.blocks());
        Tensor bounds = runtime.tensor(inputs.bounds(), ElementType.INT32, 2);
        Tensor out = logits.tensor(runtime, tokens.wanted())) {
      binding.input("input_ids", ids);
      binding.input("logit_rows", rows);
      binding.input("cumulative_sequence_length", ends);
      binding.input("past_seqlens", starts);
      binding.input("block_table", table);
      binding.input("attention_metadata", bounds);
      binding.output("logits", out);
      binding.run();
    }
    return logits.rows(tokens.wanted());
  }

  private float[][] replay(List<Part> parts, int count) {
    inputs.fill(parts, count, unused);
    RecordedSteps alike = steps.get(count);
    if (alike == null) {
      alike = new RecordedSteps(runtime, memory, session.binding(), inputs, mostBlocks, vocabulary);
      bindCaches(alike.binding());
      steps.put(count, alike);
    }
    if (stopped) {
      alike.binding().stop();
    }
    try (Tensor out = logits.tensor(runtime, count)) {
      alike.run(inputs, out);
    }
    return logits.rows(parts.size());
  }

  @Override
  public Provider provider() {
    return session.provider();
  }

  @Override
  public void stop() {
    stopped = true;
    binding.stop();
    steps.values().forEach(alike -> alike.binding().stop());
  }

  @Override
  public void close() {
    steps.values().forEach(RecordedSteps::close);
    free();
    session.close();
  }

  private void free() {
    binding.close();
    caches.forEach(Tensor::close);
    memory.close();
    inputs.close();
  }
}
