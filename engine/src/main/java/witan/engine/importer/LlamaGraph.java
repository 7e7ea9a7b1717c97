package witan.engine.importer;

import static witan.engine.importer.OnnxGraph.CONTRIB;
import static witan.engine.importer.OnnxGraph.attribute;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import witan.engine.ModelException;
import witan.engine.gguf.Dequantizer;
import witan.engine.gguf.GgufFile;
import witan.engine.gguf.GgufTensor;
import witan.engine.importer.OnnxGraph.Type;
import witan.engine.onnx.Operator;

/**
 * The graph of a Llama-like transformer, for t tokens of any sequences.
 *
 * <p>ONNX Runtime computes all but attention row by row, with the same bits whatever the other rows
 * are; attention is our own operator, which has the keys and values of all sequences ({@link
 * witan.engine.attention.PagedAttention}).
 *
 * <p>Inputs: {@code input_ids} [t]; {@code logit_rows} [r], which of the t rows get logits. Output:
 * {@code logits} [r, vocabulary].
 */
final class LlamaGraph {

  /** Changes whenever the same file would become another graph. */
  static final int VERSION = 10;

  /** Of {@code MatMulNBits}: inputs as 8-bit integers, which only the last bits depend on. */
  private static final long INT8_INPUTS = 4;

  private final GgufFile file;
  private final Architecture sizes;
  private final OnnxGraph graph;
  private final Map<String, String> blockSums = new HashMap<>();
  private final Map<Integer, String> blockShapes = new HashMap<>();

  private LlamaGraph(GgufFile file, Architecture sizes, OnnxGraph graph) {
    this.file = file;
    this.sizes = sizes;
    this.graph = graph;
  }

  /**
   * Writes the graph to {@code path} and its weights beside it.
   *
   * @throws ModelException if the file lacks a tensor, or has one of another shape or type
   */
  static void write(GgufFile file, Architecture sizes, Path path) throws IOException {
    try (OnnxGraph graph = new OnnxGraph(path)) {
      new LlamaGraph(file, sizes, graph).write();
      graph.write();
    }
  }

  private void write() throws IOException {
    declareInputs();
    graph.constant("rest", -1);
    writeRotations();
    String residual = embedding();
    String x =
        graph.node(
            "SimplifiedLayerNormalization",
            List.of(residual, vector("blk.0.attn_norm.weight", sizes.width())),
            attribute("axis", -1L),
            attribute("epsilon", sizes.epsilon()),
            attribute("stash_type", 1L));
    for (int layer = 0; layer < sizes.layers(); layer++) {
      String block = "blk." + layer + ".";
      String attended =
          project(attention(x, layer), block + "attn_output.weight", heads(), sizes.width());
      residual = addAndNorm(attended, residual, block + "ffn_norm.weight", "attention." + layer);
      x = "attention." + layer;
      String fed = feedForward(x, block);
      boolean last = layer + 1 == sizes.layers();
      String norm = last ? "output_norm.weight" : "blk." + (layer + 1) + ".attn_norm.weight";
      residual = addAndNorm(fed, residual, norm, "layer." + layer);
      x = "layer." + layer;
    }
    writeLogits(x);
  }

  private void declareInputs() {
    graph.input("input_ids", Type.INT64, "t");
    graph.input("logit_rows", Type.INT64, "r");
    graph.output("logits", Type.FLOAT, "r", sizes.vocabulary());
  }

  private void writeRotations() throws IOException {
    int half = sizes.headWidth() / 2;
    int places = sizes.contextLength();
    float[] cosines = new float[places * half];
    float[] sines = new float[places * half];
    for (int position = 0; position < places; position++) {
      for (int i = 0; i < half; i++) {
        double angle = position * StrictMath.pow(sizes.ropeBase(), -2.0 * i / sizes.headWidth());
        cosines[position * half + i] = (float) StrictMath.cos(angle);
        sines[position * half + i] = (float) StrictMath.sin(angle);
      }
    }
    graph.weight("cosines", cosines, places, half);
    graph.weight("sines", sines, places, half);
  }

  private String embedding() throws IOException {
    GgufTensor tensor = tensor("token_embd.weight", sizes.width(), sizes.vocabulary());
    String embedded;
    if (QuantizedMatrix.reads(tensor.type())) {
      QuantizedMatrix matrix = writeQuantized("token_embd.weight", List.of(tensor));
      if (matrix.zeroPoints() != null) {
        embedded = gather(tensor);
      } else {
        graph.sameWeight(
            "embedding",
            "token_embd.weight.values",
            matrix.rows(),
            (long) matrix.columns() * matrix.bits() / 8);
        graph.sameWeight(
            "embedding.scales", "token_embd.weight.scales", matrix.rows(), matrix.blocks());
        embedded =
            graph.node(
                "GatherBlockQuantized",
                CONTRIB,
                List.of("embedding", "input_ids", "embedding.scales"),
                attribute("bits", (long) matrix.bits()),
                attribute("block_size", (long) QuantizedMatrix.BLOCK),
                attribute("gather_axis", 0L),
                attribute("quantize_axis", 1L));
      }
    } else {
      embedded = gather(tensor);
    }
    return embedded;
  }

  private String gather(GgufTensor tensor) throws IOException {
    graph.weight("embedding", Dequantizer.values(tensor), tensor.rows(), tensor.columns());
    return graph.node("Gather", List.of("embedding", "input_ids"));
  }

  /** Rows [t, heads · width] of what each token gathers from those before it. */
  private String attention(String x, int layer) throws IOException {
    return graph.node(
        "PagedAttention",
        Operator.DOMAIN,
        List.of(queriesKeysValues(x, "blk." + layer + ".", "qkv." + layer), "cosines", "sines"),
        attribute("layer", layer));
  }

  /** Side by side. */
  private String queriesKeysValues(String x, String block, String name) throws IOException {
    GgufTensor q = tensor(block + "attn_q.weight", sizes.width(), heads());
    GgufTensor k = tensor(block + "attn_k.weight", sizes.width(), keys());
    GgufTensor v = tensor(block + "attn_v.weight", sizes.width(), keys());
    if (q.type() == k.type() && q.type() == v.type() && QuantizedMatrix.reads(q.type())) {
      return multiply(x, name, writeQuantized(name, List.of(q, k, v)));
    }
    List<String> parts =
        List.of(
            project(x, q.name(), sizes.width(), heads()),
            project(x, k.name(), sizes.width(), keys()),
            project(x, v.name(), sizes.width(), keys()));
    return graph.node("Concat", parts, attribute("axis", -1L));
  }

  private String feedForward(String x, String block) throws IOException {
    GgufTensor gates = file.tensor(block + "ffn_gate.weight");
    int inner = gates.rows();
    String gate = project(x, gates.name(), sizes.width(), inner);
    String up = project(x, block + "ffn_up.weight", sizes.width(), inner);
    String swish = graph.node("QuickGelu", CONTRIB, List.of(gate), attribute("alpha", 1f));
    String product = graph.node("Mul", List.of(swish, up));
    return project(product, block + "ffn_down.weight", inner, sizes.width());
  }

  /** The sum is the new residual, whose name is given back; its norm is called {@code normed}. */
  private String addAndNorm(String x, String residual, String norm, String normed)
      throws IOException {
    String sum = normed + ".residual";
    graph.node(
        "SkipSimplifiedLayerNormalization",
        CONTRIB,
        List.of(x, residual, vector(norm, sizes.width())),
        List.of(normed, "", "", sum),
        attribute("epsilon", sizes.epsilon()));
    return sum;
  }

  private void writeLogits(String x) throws IOException {
    String wanted = graph.node("Gather", List.of(x, "logit_rows"), attribute("axis", 0L));
    boolean tied = !file.hasTensor("output.weight");
    String name = tied ? "token_embd.weight" : "output.weight";
    GgufTensor tensor = tensor(name, sizes.width(), sizes.vocabulary());
    boolean written = tied && QuantizedMatrix.reads(tensor.type());
    String logits =
        written
            ? multiply(wanted, name, QuantizedMatrix.of(List.of(tensor)))
            : project(wanted, name, sizes.width(), sizes.vocabulary());
    graph.node("Identity", "", List.of(logits), List.of("logits"));
  }

  /** Rows times the transposed tensor. */
  private String project(String x, String name, int columns, int rows) throws IOException {
    GgufTensor tensor = tensor(name, columns, rows);
    if (QuantizedMatrix.reads(tensor.type())) {
      return multiply(x, name, writeQuantized(name, List.of(tensor)));
    }
    float[] values = Dequantizer.values(tensor);
    float[] transposed = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        transposed[column * rows + row] = values[row * columns + column];
      }
    }
    return graph.node("MatMul", List.of(x, graph.weight(name, transposed, columns, rows)));
  }

  private QuantizedMatrix writeQuantized(String name, List<GgufTensor> tensors) throws IOException {
    QuantizedMatrix matrix = QuantizedMatrix.of(tensors);
    int blockBytes = QuantizedMatrix.BLOCK * matrix.bits() / 8;
    graph.weight(name + ".values", matrix.values(), matrix.rows(), matrix.blocks(), blockBytes);
    graph.weight(name + ".scales", matrix.scales(), matrix.rows(), matrix.blocks());
    if (matrix.zeroPoints() != null && matrix.offsets() != null) {
      graph.weight(name + ".zero_points", matrix.zeroPoints(), matrix.zeroPoints().length);
      graph.weight(name + ".offsets", matrix.offsets(), matrix.blocks(), matrix.rows());
    }
    return matrix;
  }

  private String multiply(String x, String name, QuantizedMatrix matrix) {
    List<String> in = new ArrayList<>(List.of(x, name + ".values", name + ".scales"));
    if (matrix.zeroPoints() != null) {
      in.add(name + ".zero_points");
    }
    String product =
        graph.node(
            "MatMulNBits",
            CONTRIB,
            in,
            attribute("K", (long) matrix.columns()),
            attribute("N", (long) matrix.rows()),
            attribute("bits", (long) matrix.bits()),
            attribute("block_size", (long) QuantizedMatrix.BLOCK),
            attribute("accuracy_level", INT8_INPUTS));
    if (matrix.offsets() == null) {
      return product;
    }
    return graph.node("Gemm", List.of(sums(x, matrix), name + ".offsets", product));
  }

  /** [rows, blocks] sums of a value's blocks, computed once for all that use them. */
  private String sums(String x, QuantizedMatrix matrix) {
    return blockSums.computeIfAbsent(
        x,
        value ->
            graph.node(
                "ReduceSum",
                List.of(reshaped(value, blockShape(matrix.blocks())), "rest"),
                attribute("keepdims", 0L)));
  }

  private String blockShape(int blocks) {
    return blockShapes.computeIfAbsent(
        blocks, count -> graph.constant("shape.blocks." + count, -1, count, QuantizedMatrix.BLOCK));
  }

  private String reshaped(String x, String shape) {
    return graph.node("Reshape", List.of(x, shape));
  }

  private String vector(String name, int length) throws IOException {
    return graph.weight(name, Dequantizer.values(tensor(name, length, 1)), length);
  }

  private GgufTensor tensor(String name, int columns, int rows) {
    GgufTensor tensor = file.tensor(name);
    if (tensor.columns() != columns || tensor.rows() != rows) {
      throw new ModelException(
          "%s: the tensor %s is %d × %d, where %d × %d belong: the file is damaged."
              .formatted(file.path(), name, tensor.rows(), tensor.columns(), rows, columns));
    }
    return tensor;
  }

  /** Values of all query heads of a token. */
  private int heads() {
    return sizes.heads() * sizes.headWidth();
  }

  /** Values of all key heads of a token. */
  private int keys() {
    return sizes.keyValueHeads() * sizes.headWidth();
  }
}
