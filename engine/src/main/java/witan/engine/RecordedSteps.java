package witan.engine;

import java.util.List;
import witan.engine.onnx.Binding;
import witan.engine.onnx.DeviceMemory;
import witan.engine.onnx.ElementType;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Tensor;

/**
 * Steps of one token for each of a fixed number of sequences, that a GPU records once and replays
 * (CUDA graphs): launching hundreds of small kernels one by one takes longer than they do.
 *
 * <p>A replay reads and writes the memory of the recording, so inputs and logits have tensors there
 * whose contents are exchanged. For any bounds that hold for all steps.
 *
 * @see <a
 *     href="https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html#using-cuda-graphs">ONNX
 *     Runtime's conditions</a>
 */
final class RecordedSteps implements AutoCloseable {

  /** The run option that says which recording a run makes or replays. */
  static final String RECORDING = "gpu_graph_id";

  /** … and its value for runs that are not recorded. */
  static final String NONE = "-1";

  /** More sequences than this keep a GPU busy enough. */
  private static final int MOST = 64;

  private final OnnxRuntime runtime;
  private final DeviceMemory memory;
  private final Binding binding;
  private final Tensor ids;
  private final Tensor rows;
  private final Tensor ends;
  private final Tensor places;
  private final Tensor starts;
  private final Tensor table;
  private final Tensor logits;

  /**
   * Of how many sequences the recording is that takes these parts: a power of two; 0 if none does.
   */
  static int count(List<Pass.Part> parts) {
    boolean single =
        parts.stream().allMatch(part -> part.tokens().length == 1 && part.wanted() == 1);
    int count = Integer.highestOneBit(2 * parts.size() - 1);
    return single && count <= MOST ? count : 0;
  }

  /**
   * Takes over the binding.
   *
   * @param first filled for the first step; the number of sequences stays what it is there
   */
  RecordedSteps(
      OnnxRuntime runtime,
      DeviceMemory memory,
      Binding binding,
      BlockInputs first,
      int blocks,
      int vocabulary) {
    this.runtime = runtime;
    this.memory = memory;
    this.binding = binding;
    int count = first.sequences();
    ids = memory.allocate(ElementType.INT64, count);
    rows = memory.allocate(ElementType.INT64, count);
    ends = memory.allocate(ElementType.INT32, count + 1);
    places = memory.allocate(ElementType.INT32, (long) count * (1 + blocks));
    starts = memory.part(places, ElementType.INT32, 0, count);
    table = memory.part(places, ElementType.INT32, count, count, blocks);
    logits = memory.allocate(ElementType.FLOAT, count, vocabulary);
    binding.option(RECORDING, Integer.toString(count));
    binding.input("input_ids", ids);
    binding.input("logit_rows", rows);
    binding.input("cumulative_sequence_length", ends);
    binding.input("past_seqlens", starts);
    binding.input("block_table", table);
    binding.output("logits", logits);
    try (Tensor bounds = runtime.tensor(first.bounds(), ElementType.INT32, 2);
        Tensor all = runtime.tensor(first.tokens().rows, ElementType.INT64, count);
        Tensor each = runtime.tensor(first.ends(), ElementType.INT32, count + 1)) {
      binding.input("attention_metadata", bounds);
      memory.copy(all, rows);
      memory.copy(each, ends);
    }
  }

  /** To bind what else the graph has. */
  Binding binding() {
    return binding;
  }

  /** One step; its logits, those of the sequences added included, are copied to {@code out}. */
  void run(BlockInputs inputs, Tensor out) {
    int count = inputs.sequences();
    long length = (long) count * (1 + inputs.blocks());
    try (Tensor tokens = runtime.tensor(inputs.tokens().ids, ElementType.INT64, count);
        Tensor where = runtime.tensor(inputs.places(), ElementType.INT32, length)) {
      memory.copy(tokens, ids);
      memory.copy(where, places);
    }
    binding.run();
    memory.copy(logits, out);
  }

  @Override
  public void close() {
    binding.close();
    for (Tensor tensor : List.of(starts, table, ids, rows, ends, places, logits)) {
      tensor.close();
    }
  }
}
