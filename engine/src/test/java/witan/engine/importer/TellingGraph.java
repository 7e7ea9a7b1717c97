package witan.engine.importer;

import static witan.engine.importer.OnnxGraph.attribute;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import witan.engine.importer.OnnxGraph.Type;

/**
 * A graph that takes and gives what one of the form {@link GraphForm#DEVICE} does, and runs on any
 * processor. Instead of computing attention it adds one to all that its caches hold, and tells by
 * its logits what it was given: the token; then the sums of ends, starts and table, the two bounds,
 * and what a cache holds now.
 */
public final class TellingGraph {

  /** How many numbers it tells. */
  public static final int TOLD = 7;

  private TellingGraph() {}

  /** Writes it, with the sizes of a model. */
  public static void write(Path path, Architecture sizes) throws IOException {
    try (OnnxGraph graph = new OnnxGraph(path, Type.FLOAT16)) {
      new BlockAttention(graph, sizes).declare();
      graph.input("logit_rows", Type.INT64, "r");
      graph.output("logits", Type.FLOAT, "r", sizes.vocabulary());
      graph.constant("one", 1);
      graph.weight("increment", new float[] {1}, 1);
      for (int layer = 0; layer < sizes.layers(); layer++) {
        for (String part : new String[] {"key_cache", "value_cache"}) {
          graph.node(
              "Add", "", List.of(part + "." + layer, "increment"), List.of(part + "_out." + layer));
        }
      }
      List<String> told = new ArrayList<>();
      for (String input : List.of("cumulative_sequence_length", "past_seqlens", "block_table")) {
        told.add(flat(graph, graph.node("ReduceSum", List.of(floats(graph, input)))));
      }
      told.add(floats(graph, "attention_metadata"));
      told.add(flat(graph, graph.node("ReduceMax", List.of(floats(graph, "value_cache_out.1")))));
      int rest = sizes.vocabulary() - TOLD;
      told.add(floats(graph, graph.weight("rest", new float[rest], rest)));
      String row = graph.node("Concat", told, attribute("axis", 0L));
      graph.constant("width", sizes.vocabulary() - 1);
      String shape =
          graph.node(
              "Concat",
              List.of(graph.node("Shape", List.of("logit_rows")), "width"),
              attribute("axis", 0L));
      String tokens = floats(graph, graph.node("Gather", List.of("input_ids", "logit_rows")));
      graph.node(
          "Concat",
          "",
          List.of(
              graph.node("Unsqueeze", List.of(tokens, "one")),
              graph.node("Expand", List.of(row, shape))),
          List.of("logits"),
          attribute("axis", 1L));
      graph.constant("flat", -1);
      graph.write();
    }
  }

  private static String floats(OnnxGraph graph, String x) {
    return graph.node("Cast", List.of(x), attribute("to", (long) Type.FLOAT.number));
  }

  private static String flat(OnnxGraph graph, String x) {
    return graph.node("Reshape", List.of(x, "flat"));
  }
}
