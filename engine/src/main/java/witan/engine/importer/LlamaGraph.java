package witan.engine.importer;

import static witan.engine.importer.OnnxGraph.CONTRIB;
import static witan.engine.importer.OnnxGraph.attribute;

import java.io.IOException;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import witan.engine.ModelException;
import witan.engine.gguf.GgufFile;
import witan.engine.importer.OnnxGraph.Type;
import witan.engine.importer.OnnxGraph.Weight;

/**
 * The graph of a Llama-like transformer, for t tokens of any sequences.
 *
 * <p>All but attention is computed row by row, a row for each token: on the processor with the same
 * bits whatever the other rows are. {@link AttentionNodes} is the rest.
 *
 * <p>Inputs: those that attention declares; {@code logit_rows} [r], which of the t rows get logits.
 * Output: {@code logits} [r, vocabulary], 32-bit floats.
 */
final class LlamaGraph {

  /** Changes whenever the same file would become another graph. */
  static final int VERSION = 11;

  private static final int ROTATIONS_AT_ONCE = 1024;

  private final Architecture sizes;
  private final OnnxGraph graph;
  private final Weights weights;
  private final AttentionNodes attention;
  private final Map<Rotation, String> rotations = new IdentityHashMap<>();

  private LlamaGraph(
      GgufFile file, Architecture sizes, OnnxGraph graph, Inputs inputs, GraphForm form) {
    this.sizes = sizes;
    this.graph = graph;
    this.weights = new Weights(file, graph, inputs);
    this.attention = form.attention(graph, sizes);
  }

  /**
   * Writes the graph to {@code path} and its weights beside it.
   *
   * @throws ModelException if the file lacks a tensor, or has one of another shape or type, or one
   *     that has no place in the graph
   */
  static void write(GgufFile file, Architecture sizes, Path path, Inputs inputs, GraphForm form)
      throws IOException {
    try (OnnxGraph graph = new OnnxGraph(path, form.floats())) {
      LlamaGraph llama = new LlamaGraph(file, sizes, graph, inputs, form);
      llama.refuseIncomplete(file);
      llama.write();
      llama.weights.refuseUnused();
      graph.write();
    }
  }

  private void refuseIncomplete(GgufFile file) {
    for (int layer = 0; layer < sizes.layers(); layer++) {
      for (String required : sizes.family().required()) {
        file.tensor("blk." + layer + "." + required);
      }
    }
  }

  private void write() throws IOException {
    declareInputs();
    writeShapes();
    String residual = embedding();
    String x = norm(residual, "blk.0.attn_norm.weight", sizes.width());
    for (int layer = 0; layer < sizes.layers(); layer++) {
      String block = "blk." + layer + ".";
      String attended =
          weights.project(attention(x, layer), block + "attn_output", heads(), sizes.width());
      attended = optionalNorm(attended, block + "post_attention_norm.weight", sizes.width());
      residual = addAndNorm(attended, residual, block + "ffn_norm.weight", "attention." + layer);
      x = "attention." + layer;
      String fed =
          optionalNorm(feedForward(x, block), block + "post_ffw_norm.weight", sizes.width());
      boolean last = layer + 1 == sizes.layers();
      String norm = last ? "output_norm.weight" : "blk." + (layer + 1) + ".attn_norm.weight";
      residual = addAndNorm(fed, residual, norm, "layer." + layer);
      x = "layer." + layer;
    }
    writeLogits(x);
  }

  private void declareInputs() {
    attention.declare();
    graph.input("logit_rows", Type.INT64, "r");
    graph.output("logits", Type.FLOAT, "r", sizes.vocabulary());
  }

  private void writeShapes() {
    graph.constant("shape.rows", -1, sizes.width());
    graph.constant("shape.head", -1, sizes.headWidth());
    graph.constant("shape.queries", -1, heads());
    graph.constant("shape.keys", -1, keys());
    graph.constant("split.qkv", heads(), keys(), keys());
  }

  /** Writes the tables of a rotation, once. */
  private String writeRotation(Rotation rotation) throws IOException {
    String written = rotations.get(rotation);
    if (written != null) {
      return written;
    }
    String name = rotations.isEmpty() ? "" : "." + rotations.size();
    rotations.put(rotation, name);
    int half = sizes.headWidth() / 2;
    int places = sizes.contextLength();
    Weight cosines = graph.begin("cosines" + name, graph.floats(), places, half);
    Weight sines = graph.begin("sines" + name, graph.floats(), places, half);
    for (int from = 0; from < places; from += ROTATIONS_AT_ONCE) {
      int count = Math.min(ROTATIONS_AT_ONCE, places - from);
      float[] cosine = new float[count * half];
      float[] sine = new float[count * half];
      for (int i = 0; i < cosine.length; i++) {
        double angle = (from + i / half) * rotation.frequencies()[i % half];
        cosine[i] = (float) (StrictMath.cos(angle) * rotation.magnitude());
        sine[i] = (float) (StrictMath.sin(angle) * rotation.magnitude());
      }
      cosines.append(cosine);
      sines.append(sine);
    }
    return name;
  }

  private String embedding() throws IOException {
    String embedded = weights.gather("input_ids", "token_embd", sizes.width(), sizes.vocabulary());
    String rows = reshaped(embedded, "shape.rows");
    float scale = sizes.family().embeddingScale(sizes.width());
    return scale == 1
        ? rows
        : graph.node("Mul", List.of(rows, graph.weight("embedding.scale", new float[] {scale}, 1)));
  }

  /** Rows [t, heads · width] of what each token gathers from those before it. */
  private String attention(String x, int layer) throws IOException {
    String block = "blk." + layer + ".";
    String together =
        weights.projectTogether(
            x,
            List.of(block + "attn_q", block + "attn_k", block + "attn_v"),
            sizes.width(),
            List.of(heads(), keys(), keys()));
    String tables = writeRotation(sizes.reaches().get(layer).rotation());
    return attention.write(layer, headsNormed(together, block), tables);
  }

  /** Queries, keys and values, with the norms of each head of queries and keys if there are any. */
  private String headsNormed(String together, String block) throws IOException {
    String ofQueries = block + "attn_q_norm.weight";
    String ofKeys = block + "attn_k_norm.weight";
    if (!weights.has(ofQueries) && !weights.has(ofKeys)) {
      return together;
    }
    List<String> parts = List.of(block + "queries", block + "keys", block + "values");
    graph.node("Split", "", List.of(together, "split.qkv"), parts, attribute("axis", -1L));
    return graph.node(
        "Concat",
        List.of(
            headsNormed(parts.get(0), ofQueries, "shape.queries"),
            headsNormed(parts.get(1), ofKeys, "shape.keys"),
            parts.get(2)),
        attribute("axis", -1L));
  }

  private String headsNormed(String rows, String norm, String shape) throws IOException {
    return weights.has(norm)
        ? reshaped(norm(reshaped(rows, "shape.head"), norm, sizes.headWidth()), shape)
        : rows;
  }

  private String feedForward(String x, String block) throws IOException {
    int inner = weights.rows(block + "ffn_gate");
    String together =
        weights.projectTogether(
            x, List.of(block + "ffn_gate", block + "ffn_up"), sizes.width(), List.of(inner, inner));
    List<String> parts = List.of(block + "gate", block + "up");
    graph.node(
        "Split", "", List.of(together), parts, attribute("axis", -1L), attribute("num_outputs", 2));
    String bent = sizes.family().activation().node(graph, parts.get(0));
    String product = graph.node("Mul", List.of(bent, parts.get(1)));
    return weights.project(product, block + "ffn_down", inner, sizes.width());
  }

  private String norm(String x, String name, int width) throws IOException {
    return graph.node(
        "SimplifiedLayerNormalization",
        List.of(x, weights.vector(name, width)),
        attribute("axis", -1L),
        attribute("epsilon", sizes.epsilon()),
        attribute("stash_type", 1L));
  }

  private String optionalNorm(String x, String name, int width) throws IOException {
    return weights.has(name) ? norm(x, name, width) : x;
  }

  /** The sum is the new residual, whose name is given back; its norm is called {@code normed}. */
  private String addAndNorm(String x, String residual, String norm, String normed)
      throws IOException {
    String sum = normed + ".residual";
    graph.node(
        "SkipSimplifiedLayerNormalization",
        CONTRIB,
        List.of(x, residual, weights.vector(norm, sizes.width())),
        List.of(normed, "", "", sum),
        attribute("epsilon", sizes.epsilon()));
    return sum;
  }

  private void writeLogits(String x) throws IOException {
    String wanted = graph.node("Gather", List.of(x, "logit_rows"), attribute("axis", 0L));
    String matrix = weights.has("output.weight") ? "output" : "token_embd";
    String logits = weights.project(wanted, matrix, sizes.width(), sizes.vocabulary());
    if (graph.floats() == Type.FLOAT) {
      graph.node("Identity", "", List.of(logits), List.of("logits"));
    } else {
      graph.node(
          "Cast",
          "",
          List.of(logits),
          List.of("logits"),
          attribute("to", (long) Type.FLOAT.number));
    }
  }

  private String reshaped(String x, String shape) {
    return graph.node("Reshape", List.of(x, shape));
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
