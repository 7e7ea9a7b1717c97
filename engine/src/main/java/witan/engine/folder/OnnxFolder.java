package witan.engine.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import witan.engine.ModelException;
import witan.engine.folder.GraphSignature.Value;
import witan.engine.onnx.ElementType;

/**
 * A folder with a decoder's graph that takes past keys and values and gives present ones, laid out
 * as Optimum and onnx-community do ({@code model.onnx}, {@code config.json}) or as ONNX Runtime
 * GenAI does ({@code genai_config.json}).
 *
 * @param graph the file to load
 * @param tokens the name of the input with the tokens
 * @param mask of the one that says which places count; empty if there is none
 * @param positions of the one with the tokens' places; empty if there is none
 * @param logits of the output
 * @param past of the inputs, keys and values of each layer in turn
 * @param present of the outputs in the same order
 * @param keyValueHeads heads of keys and values
 * @param headWidth values of one head
 * @param stored what keys and values are
 * @param scored what logits are
 * @param vocabulary how many there are
 * @param contextLength the most tokens that the model was trained on
 */
record OnnxFolder(
    Path graph,
    String tokens,
    String mask,
    String positions,
    String logits,
    List<String> past,
    List<String> present,
    int keyValueHeads,
    int headWidth,
    ElementType stored,
    ElementType scored,
    int vocabulary,
    int contextLength) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GENAI = "genai_config.json";
  private static final int MOST_LAYERS = 1024;

  /** In this order: the first that is there. */
  private static final List<String> GRAPHS =
      List.of("model.onnx", "onnx/model.onnx", "decoder_model.onnx");

  /** How a folder's graph calls what goes in and out; {@code %d} is a layer. */
  private record Names(
      String tokens,
      String mask,
      String positions,
      String logits,
      String pastKeys,
      String pastValues,
      String presentKeys,
      String presentValues) {

    /** Optimum's are fixed; GenAI's configuration can name others. */
    static Names of(JsonNode decoder) {
      JsonNode inputs = decoder.path("inputs");
      JsonNode outputs = decoder.path("outputs");
      return new Names(
          inputs.path("input_ids").asText("input_ids"),
          inputs.path("attention_mask").asText("attention_mask"),
          inputs.path("position_ids").asText("position_ids"),
          outputs.path("logits").asText("logits"),
          inputs.path("past_key_names").asText("past_key_values.%d.key"),
          inputs.path("past_value_names").asText("past_key_values.%d.value"),
          outputs.path("present_key_names").asText("present.%d.key"),
          outputs.path("present_value_names").asText("present.%d.value"));
    }
  }

  /** What the configuration says where the graph leaves a size open, as newer exporters do. */
  private record Sizes(JsonNode model, JsonNode decoder) {

    long keyValueHeads(long ofGraph) {
      long all = decoder.path("num_attention_heads").asLong();
      return ofGraph > 0 ? ofGraph : decoder.path("num_key_value_heads").asLong(all);
    }

    long headWidth(long ofGraph) {
      if (ofGraph > 0) {
        return ofGraph;
      }
      long heads = Math.max(1, decoder.path("num_attention_heads").asLong());
      long said = decoder.path("head_size").asLong(decoder.path("head_dim").asLong());
      return said > 0 ? said : decoder.path("hidden_size").asLong() / heads;
    }

    long vocabulary(long ofGraph) {
      return ofGraph > 0 ? ofGraph : model.path("vocab_size").asLong();
    }
  }

  /**
   * Reads what a folder says about itself.
   *
   * @throws ModelException if its graph is of another kind, with what is missing
   */
  static OnnxFolder of(Path folder) {
    boolean genai = Files.isRegularFile(folder.resolve(GENAI));
    JsonNode model = json(folder, genai ? GENAI : "config.json").path(genai ? "model" : "");
    JsonNode config = genai ? model : json(folder, "config.json");
    JsonNode decoder = genai ? model.path("decoder") : JSON.missingNode();
    Path graph = graph(folder, decoder);
    GraphSignature signature = GraphSignature.read(graph);
    Names names = Names.of(decoder);
    Value logits = output(graph, signature, names.logits);
    List<String> past = new ArrayList<>();
    List<String> present = new ArrayList<>();
    while (past.size() < 2 * MOST_LAYERS
        && signature.inputs().containsKey(layer(names.pastKeys, past.size() / 2))) {
      int layer = past.size() / 2;
      past.add(layer(names.pastKeys, layer));
      past.add(layer(names.pastValues, layer));
      present.add(layer(names.presentKeys, layer));
      present.add(layer(names.presentValues, layer));
    }
    refuse(graph, past.isEmpty(), "it takes no past keys and values; export it with past");
    Value keys = input(graph, signature, past.getFirst());
    refuse(graph, keys.shape().size() != 4, "its keys are not of four dimensions");
    Sizes sizes = new Sizes(config, genai ? decoder : config);
    OnnxFolder read =
        new OnnxFolder(
            graph,
            names.tokens,
            signature.inputs().containsKey(names.mask) ? names.mask : "",
            signature.inputs().containsKey(names.positions) ? names.positions : "",
            names.logits,
            List.copyOf(past),
            List.copyOf(present),
            size(graph, sizes.keyValueHeads(keys.shape().get(1)), "heads of keys", 1 << 16),
            size(graph, sizes.headWidth(keys.shape().get(3)), "width of a head", 1 << 16),
            type(graph, keys),
            type(graph, logits),
            size(graph, sizes.vocabulary(logits.shape().getLast()), "number of logits", 1 << 24),
            contextLength(folder, config));
    read.refuseUnknown(signature);
    return read;
  }

  private static Path graph(Path folder, JsonNode decoder) {
    Stream<String> named = Stream.of(decoder.path("filename").asText(""));
    return Stream.concat(named.filter(name -> !name.isEmpty()), GRAPHS.stream())
        .map(name -> folder.resolve(name).normalize())
        .filter(file -> file.startsWith(folder.normalize()))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() ->
            new ModelException(
                "The folder %s has no %s: it holds no model that Witan can load."
                    .formatted(folder, String.join(", ", GRAPHS))));
  }

  private static int contextLength(Path folder, JsonNode config) {
    for (String key : new String[] {"context_length", "max_position_embeddings", "n_positions"}) {
      long length = config.path(key).asLong();
      if (length > 0) {
        return (int) Math.min(length, Integer.MAX_VALUE);
      }
    }
    throw new ModelException(
        "The configuration in %s does not say how long a context the model has.".formatted(folder));
  }

  /** A graph that wants more than is given to it is refused before it runs. */
  private void refuseUnknown(GraphSignature signature) {
    Set<String> given = new TreeSet<>(past);
    given.addAll(List.of(tokens, mask, positions));
    for (Map.Entry<String, Value> input : signature.inputs().entrySet()) {
      refuse(
          graph,
          !given.contains(input.getKey()),
          "nobody knows what to give to its input " + input.getKey());
    }
    for (String name : present) {
      refuse(graph, type(graph, output(graph, signature, name)) != stored, "its caches differ");
    }
    for (String name : List.of(tokens, mask, positions)) {
      refuse(
          graph,
          !name.isEmpty() && input(graph, signature, name).type() != ElementType.INT64.onnxNumber(),
          "its input " + name + " is not of 64-bit whole numbers");
    }
    for (String name : past) {
      Value value = input(graph, signature, name);
      refuse(graph, type(graph, value) != stored, "its caches differ");
      refuse(
          graph,
          value.shape().size() != 4
              || differs(value.shape().get(1), keyValueHeads)
              || differs(value.shape().get(3), headWidth),
          "its layers have heads of different sizes");
    }
  }

  private static boolean differs(long ofGraph, int expected) {
    return ofGraph != GraphSignature.ANY && ofGraph != expected;
  }

  private static Value input(Path graph, GraphSignature signature, String name) {
    Value value = signature.inputs().get(name);
    if (value == null) {
      throw new ModelException(graph + " can't be run: it has no input " + name + ".");
    }
    return value;
  }

  private static Value output(Path graph, GraphSignature signature, String name) {
    Value value = signature.outputs().get(name);
    if (value == null || value.shape().isEmpty()) {
      throw new ModelException(graph + " can't be run: it has no output " + name + ".");
    }
    return value;
  }

  private static String layer(String pattern, int layer) {
    return pattern.replace("%d", Integer.toString(layer));
  }

  private static ElementType type(Path graph, Value value) {
    for (ElementType type : new ElementType[] {ElementType.FLOAT, ElementType.FLOAT16}) {
      if (value.type() == type.onnxNumber()) {
        return type;
      }
    }
    throw new ModelException(
        "%s can't be run: it has caches or logits of the type %d, not of floats."
            .formatted(graph, value.type()));
  }

  private static int size(Path graph, long size, String what, int most) {
    if (size < 1 || size > most) {
      throw new ModelException(
          String.format(
              Locale.ROOT, "%s can't be run: it does not say the %s (%d).", graph, what, size));
    }
    return (int) size;
  }

  private static void refuse(Path graph, boolean unsupported, String because) {
    if (unsupported) {
      throw new ModelException(graph + " can't be run: " + because + ".");
    }
  }

  private static JsonNode json(Path folder, String name) {
    Path file = folder.resolve(name);
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new ModelException("The folder " + folder + " has no sound " + name + ".", e);
    }
  }
}
