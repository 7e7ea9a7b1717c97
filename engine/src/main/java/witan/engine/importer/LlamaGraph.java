package witan.engine.importer;

import static witan.engine.importer.OnnxGraph.CONTRIB;
import static witan.engine.importer.OnnxGraph.attribute;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import witan.engine.ModelException;
import witan.engine.gguf.GgufFile;
import witan.engine.importer.OnnxGraph.Type;
import witan.engine.importer.OnnxGraph.Weight;

/**
 * The graph of a Llama-like transformer, for b sequences that each get s more tokens.
 *
 * <p>Attention is folded: the query heads that share keys become rows of one matrix, so that a
 * single token, too, is multiplied by the kernel for many rows. The one-row kernel adds in another
 * order, and a token that was drafted alone would get other bits than when it is verified among
 * others. Everything else ONNX Runtime computes row by row.
 *
 * <p>Inputs: {@code input_ids}, {@code positions} [b, s]; {@code write_at} [b], where the new keys
 * and values go; {@code mask} [b, 1, groups · s, places], 0 or −∞; {@code logit_rows} [r], which of
 * the b · s rows get logits; {@code past_keys.l}, {@code past_values.l} [b, heads, places, width].
 * Outputs: {@code logits} [r, vocabulary] and {@code present_keys.l}, {@code present_values.l},
 * which are to be bound to the memory of the past ones.
 */
final class LlamaGraph {

  /** Changes whenever the same file would become another graph. */
  static final int VERSION = 2;

  private static final int ROTATIONS_AT_ONCE = 1024;

  private final Architecture sizes;
  private final OnnxGraph graph;
  private final Weights weights;
  private final Map<Rotation, String> rotations = new IdentityHashMap<>();
  private final Map<Integer, String> masks = new HashMap<>();

  private LlamaGraph(GgufFile file, Architecture sizes, OnnxGraph graph) {
    this.sizes = sizes;
    this.graph = graph;
    this.weights = new Weights(file, graph);
  }

  /**
   * Writes the graph to {@code path} and its weights beside it.
   *
   * @throws ModelException if the file lacks a tensor, or has one of another shape or type, or one
   *     that has no place in the graph
   */
  static void write(GgufFile file, Architecture sizes, Path path) throws IOException {
    try (OnnxGraph graph = new OnnxGraph(path)) {
      LlamaGraph llama = new LlamaGraph(file, sizes, graph);
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
    graph.input("input_ids", Type.INT64, "b", "s");
    graph.input("positions", Type.INT64, "b", "s");
    graph.input("write_at", Type.INT64, "b");
    graph.input("mask", Type.FLOAT, "b", 1, "group_rows", "places");
    graph.input("logit_rows", Type.INT64, "r");
    graph.output("logits", Type.FLOAT, "r", sizes.vocabulary());
  }

  private void writeShapes() {
    int kv = sizes.keyValueHeads();
    int d = sizes.headWidth();
    graph.node(
        "Concat",
        "",
        List.of(graph.node("Shape", List.of("input_ids")), "rest"),
        List.of("shape.tokens"),
        attribute("axis", 0L));
    graph.constant("shape.rows", -1, sizes.width());
    graph.constant("shape.head_rows", -1, d);
    graph.constant("shape.queries", 0, -1, kv, sizes.groups(), d);
    graph.constant("shape.folded", 0, kv, -1, d);
    graph.constant("shape.keys", 0, -1, kv, d);
    graph.constant("shape.unfolded", 0, kv, foldedRows(), -1, d);
    graph.constant("shape.heads", -1, heads());
    graph.constant("split.qkv", heads(), keys(), keys());
    graph.constant("first", 0);
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
    Weight cosines = graph.begin("cosines" + name, Type.FLOAT, places, half);
    Weight sines = graph.begin("sines" + name, Type.FLOAT, places, half);
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

  /** Rows [b · s, heads · width] of what each token gathers from those before it. */
  private String attention(String x, int layer) throws IOException {
    String pastKeys = "past_keys." + layer;
    String pastValues = "past_values." + layer;
    String keys = "present_keys." + layer;
    String values = "present_values." + layer;
    Object[] slab = {"b", sizes.keyValueHeads(), "places", sizes.headWidth()};
    graph.input(pastKeys, Type.FLOAT, slab);
    graph.input(pastValues, Type.FLOAT, slab);
    graph.output(keys, Type.FLOAT, slab);
    graph.output(values, Type.FLOAT, slab);

    String block = "blk." + layer + ".";
    Reach reach = sizes.reaches().get(layer);
    List<String> qkv =
        weights.projectAll(
            x,
            List.of(block + "attn_q", block + "attn_k", block + "attn_v"),
            sizes.width(),
            List.of(heads(), keys(), keys()),
            "split.qkv");
    String turnedQueries =
        rotated(qkv.get(0), block + "attn_q_norm.weight", sizes.heads(), reach.rotation());
    String turnedKeys =
        rotated(qkv.get(1), block + "attn_k_norm.weight", sizes.keyValueHeads(), reach.rotation());
    String queries = transposed(reshaped(turnedQueries, "shape.queries"), 0, 2, 3, 1, 4);
    String folded = doubledIfAlone(reshaped(queries, "shape.folded"));
    scatter(pastKeys, turnedKeys, keys);
    scatter(pastValues, reshaped(qkv.get(2), "shape.tokens"), values);
    String scores =
        graph.node(
            "FusedMatMul",
            CONTRIB,
            List.of(folded, keys),
            attribute("transB", 1L),
            attribute("alpha", sizes.attentionScale()));
    String shares =
        graph.node(
            "Softmax",
            List.of(graph.node("Add", List.of(scores, mask(reach.window())))),
            attribute("axis", -1L));
    String gathered = graph.node("MatMul", List.of(shares, values));
    String unfolded = firstIfDoubled(reshaped(gathered, "shape.unfolded"));
    return reshaped(transposed(unfolded, 0, 3, 1, 2, 4), "shape.heads");
  }

  /** A single row would be multiplied by the kernel for one row: it gets a twin. */
  private String doubledIfAlone(String rows) {
    return sizes.groups() > 1
        ? rows
        : graph.node("Concat", List.of(rows, rows), attribute("axis", 2L));
  }

  private String firstIfDoubled(String groups) {
    return sizes.groups() > 1
        ? groups
        : graph.node("Gather", List.of(groups, "first"), attribute("axis", 2L));
  }

  /** Rows of a head of keys for each token: its query heads, or one and its twin. */
  private int foldedRows() {
    return Math.max(2, sizes.groups());
  }

  /** The mask for a window, made once for all layers that have it; 0 stands for no window. */
  private String mask(int window) throws IOException {
    String mask = masks.get(window);
    if (mask == null) {
      mask = window == 0 ? doubledIfAlone("mask") : windowMask(window);
      masks.put(window, mask);
    }
    return mask;
  }

  /** Hides what lies further back than the window. */
  private String windowMask(int window) throws IOException {
    graph.constant("window.shape", 0, 1, -1, 1);
    graph.constant("window.start", 0);
    graph.constant("window.step", 1);
    graph.constant("window.axis", 3);
    graph.constant("window", window);
    String places =
        graph.node(
            "Range",
            List.of(
                scalar("window.start"),
                scalar(
                    graph.node(
                        "Gather",
                        List.of(graph.node("Shape", List.of("mask")), "window.axis"),
                        attribute("axis", 0L))),
                scalar("window.step")));
    String ages = graph.node("Sub", List.of(reshaped("positions", "window.shape"), places));
    String hidden =
        graph.node(
            "Where",
            List.of(
                graph.node("GreaterOrEqual", List.of(ages, "window")),
                graph.weight("window.hidden", new float[] {Float.NEGATIVE_INFINITY}, 1),
                graph.weight("window.seen", new float[] {0}, 1)));
    // Each query head of a group, in order, sees the same.
    String ofGroup =
        graph.node("Concat", Collections.nCopies(foldedRows(), hidden), attribute("axis", 2L));
    return graph.node("Add", List.of(mask(0), ofGroup));
  }

  private String scalar(String one) {
    return graph.node("Squeeze", List.of(one));
  }

  /** Heads that are turned to their tokens' positions, after their norm if they have one. */
  private String rotated(String rows, String norm, int heads, Rotation rotation)
      throws IOException {
    String tables = writeRotation(rotation);
    String normed =
        weights.has(norm) ? norm(reshaped(rows, "shape.head_rows"), norm, sizes.headWidth()) : rows;
    return graph.node(
        "RotaryEmbedding",
        CONTRIB,
        List.of(
            reshaped(normed, "shape.tokens"), "positions", "cosines" + tables, "sines" + tables),
        attribute("interleaved", sizes.family().neighboursTurn() ? 1L : 0L),
        attribute("num_heads", (long) heads),
        attribute("rotary_embedding_dim", 0L));
  }

  private void scatter(String past, String rows, String present) {
    String perHead = transposed(reshaped(rows, "shape.keys"), 0, 2, 1, 3);
    graph.node(
        "TensorScatter",
        "",
        List.of(past, perHead, "write_at"),
        List.of(present),
        attribute("mode", "linear"));
  }

  private String feedForward(String x, String block) throws IOException {
    int inner = weights.rows(block + "ffn_gate");
    String gate = weights.project(x, block + "ffn_gate", sizes.width(), inner);
    String up = weights.project(x, block + "ffn_up", sizes.width(), inner);
    String bent = sizes.family().activation().node(graph, gate);
    String product = graph.node("Mul", List.of(bent, up));
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
    graph.node("Identity", "", List.of(logits), List.of("logits"));
  }

  private String reshaped(String x, String shape) {
    return graph.node("Reshape", List.of(x, shape));
  }

  private String transposed(String x, long... order) {
    return graph.node("Transpose", List.of(x), attribute("perm", order));
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
