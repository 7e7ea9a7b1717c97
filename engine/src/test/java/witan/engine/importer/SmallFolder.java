package witan.engine.importer;

import static witan.engine.importer.OnnxGraph.CONTRIB;
import static witan.engine.importer.OnnxGraph.attribute;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import witan.engine.gguf.Dequantizer;
import witan.engine.gguf.GgufFile;
import witan.engine.importer.OnnxGraph.Type;
import witan.engine.importer.OnnxGraph.Weight;

/**
 * A folder as onnx-community has it, with a Llama-like graph around {@code GroupQueryAttention},
 * made of the weights of a small GGUF file.
 */
final class SmallFolder {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long INT32 = 6;

  private final GgufFile file;
  private final Architecture sizes;
  private final OnnxGraph graph;
  private final Weights weights;
  private final boolean open;

  private SmallFolder(GgufFile file, OnnxGraph graph, boolean open) {
    this.open = open;
    this.file = file;
    this.sizes = Architecture.of(file);
    this.graph = graph;
    this.weights = new Weights(file, graph, Inputs.FLOAT32);
  }

  /**
   * Writes all its files.
   *
   * @param open whether the graph leaves the sizes of keys and values to the configuration
   */
  static void write(GgufFile file, Path folder, boolean open) throws IOException {
    Files.createDirectories(folder);
    try (OnnxGraph graph = new OnnxGraph(folder.resolve("model.onnx"), Type.FLOAT)) {
      new SmallFolder(file, graph, open).writeGraph();
      graph.write();
    }
    Files.writeString(
        folder.resolve("config.json"),
        JSON.writeValueAsString(
            Map.of("model_type", "llama", "max_position_embeddings", SmallModel.CONTEXT)));
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    file.strings("tokenizer.ggml.tokens")
        .forEach(token -> vocabulary.put(token, vocabulary.size()));
    Files.writeString(
        folder.resolve("tokenizer.json"),
        JSON.writeValueAsString(
            Map.of(
                "model", Map.of("type", "BPE", "vocab", vocabulary, "merges", List.of()),
                "pre_tokenizer", Map.of("type", "ByteLevel", "add_prefix_space", false),
                "decoder", Map.of("type", "ByteLevel"),
                "added_tokens", List.of(Map.of("id", 0, "content", "<|end|>", "special", true)))));
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        JSON.writeValueAsString(
            Map.of("eos_token", "<|end|>", "chat_template", "{{ messages[0].content }}")));
  }

  private void writeGraph() throws IOException {
    graph.input("input_ids", Type.INT64, "batch", "sequence");
    graph.input("attention_mask", Type.INT64, "batch", "total");
    graph.output("logits", Type.FLOAT, "batch", "sequence", sizes.vocabulary());
    graph.constant("width", -1, sizes.width());
    graph.constant("one", 1);
    graph.constant("flat", -1);
    graph.constant("tokens.queries", 1, -1, (long) sizes.heads() * sizes.headWidth());
    graph.constant("tokens.keys", 1, -1, (long) sizes.keyValueHeads() * sizes.headWidth());
    graph.constant("tokens.logits", 1, -1, sizes.vocabulary());
    String seen = graph.node("ReduceSum", List.of("attention_mask", "rest"), keep());
    String lengths = int32(graph.node("Sub", List.of(seen, "one")));
    String total =
        int32(
            graph.node(
                "Squeeze",
                List.of(
                    graph.node(
                        "Gather",
                        List.of(graph.node("Shape", List.of("attention_mask")), "one")))));
    writeTables();
    String indices = graph.node("Reshape", List.of("input_ids", "flat"));
    String x = weights.gather(indices, "token_embd", sizes.width(), sizes.vocabulary());
    for (int layer = 0; layer < sizes.layers(); layer++) {
      String block = "blk." + layer + ".";
      x = add(x, attention(norm(x, block + "attn_norm.weight"), layer, lengths, total));
      String normed = norm(x, block + "ffn_norm.weight");
      String gate = weights.project(normed, block + "ffn_gate", sizes.width(), SmallModel.INNER);
      String up = weights.project(normed, block + "ffn_up", sizes.width(), SmallModel.INNER);
      String bent = graph.node("Mul", List.of(Activation.SWISH.node(graph, gate), up));
      x = add(x, weights.project(bent, block + "ffn_down", SmallModel.INNER, sizes.width()));
    }
    String logits =
        weights.project(
            norm(x, "output_norm.weight"), "token_embd", sizes.width(), sizes.vocabulary());
    graph.node("Reshape", "", List.of(logits, "tokens.logits"), List.of("logits"));
  }

  private String attention(String x, int layer, String lengths, String total) throws IOException {
    Object heads = open ? "heads" : sizes.keyValueHeads();
    Object width = open ? "kv_cache_dim" : sizes.headWidth();
    Object[] slab = {"batch", heads, "past", width};
    Object[] grown = {"batch", heads, "total", width};
    List<String> in = new ArrayList<>();
    int keys = sizes.keyValueHeads() * sizes.headWidth();
    in.add(tokens(x, layer, "attn_q", sizes.heads() * sizes.headWidth(), "tokens.queries"));
    in.add(tokens(x, layer, "attn_k", keys, "tokens.keys"));
    in.add(tokens(x, layer, "attn_v", keys, "tokens.keys"));
    List<String> out = new ArrayList<>(List.of("attended." + layer));
    for (String part : List.of("key", "value")) {
      in.add("past_key_values." + layer + "." + part);
      out.add("present." + layer + "." + part);
      graph.input(in.getLast(), Type.FLOAT, slab);
      graph.output(out.getLast(), Type.FLOAT, grown);
    }
    in.addAll(List.of(lengths, total, "cosines", "sines"));
    graph.node(
        "GroupQueryAttention",
        CONTRIB,
        in,
        out,
        attribute("num_heads", (long) sizes.heads()),
        attribute("kv_num_heads", (long) sizes.keyValueHeads()),
        attribute("do_rotary", 1L),
        attribute("rotary_interleaved", 1L));
    int columns = sizes.heads() * sizes.headWidth();
    String rows =
        graph.node(
            "Reshape", List.of(out.getFirst(), graph.constant("rows." + layer, -1, columns)));
    return weights.project(rows, "blk." + layer + ".attn_output", columns, sizes.width());
  }

  private String tokens(String x, int layer, String name, int rows, String shape)
      throws IOException {
    String product = weights.project(x, "blk." + layer + "." + name, sizes.width(), rows);
    return graph.node("Reshape", List.of(product, shape));
  }

  private void writeTables() throws IOException {
    Rotation rotation = Rotation.of(file, "llama", sizes.headWidth());
    int half = sizes.headWidth() / 2;
    Weight cosines = graph.begin("cosines", Type.FLOAT, SmallModel.CONTEXT, half);
    Weight sines = graph.begin("sines", Type.FLOAT, SmallModel.CONTEXT, half);
    for (int position = 0; position < SmallModel.CONTEXT; position++) {
      float[] cosine = new float[half];
      float[] sine = new float[half];
      for (int i = 0; i < half; i++) {
        cosine[i] = (float) Math.cos(position * rotation.frequencies()[i]);
        sine[i] = (float) Math.sin(position * rotation.frequencies()[i]);
      }
      cosines.append(cosine);
      sines.append(sine);
    }
  }

  private String norm(String x, String name) throws IOException {
    String weight = name + "." + x;
    return graph.node(
        "SimplifiedLayerNormalization",
        List.of(x, graph.weight(weight, Dequantizer.values(file.tensor(name)), sizes.width())),
        attribute("axis", -1L),
        attribute("epsilon", sizes.epsilon()),
        attribute("stash_type", 1L));
  }

  private String add(String x, String y) {
    return graph.node("Add", List.of(x, y));
  }

  private String int32(String x) {
    return graph.node("Cast", List.of(x), attribute("to", INT32));
  }

  private static OnnxGraph.Attribute keep() {
    return attribute("keepdims", 0L);
  }
}
