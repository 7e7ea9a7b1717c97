package witan.engine.importer;

import static witan.engine.importer.OnnxGraph.CONTRIB;
import static witan.engine.importer.OnnxGraph.attribute;

import java.util.ArrayList;
import java.util.List;
import witan.engine.importer.OnnxGraph.Attribute;
import witan.engine.importer.OnnxGraph.Type;

/**
 * ONNX Runtime's {@code GroupQueryAttention}, for s tokens each of b sequences, whose keys and
 * values have a row of memory each. Past and present are to be bound to the same memory.
 *
 * <p>Inputs: {@code input_ids} [b, s]; {@code seqlens_k} [b], tokens of each sequence up to its
 * last, less one; {@code total_sequence_length} [1], tokens of the longest; {@code past_key.N} and
 * {@code past_value.N} of each layer, [b, keyValueHeads, m, width] with room for m tokens. Outputs:
 * {@code present_key.N} and {@code present_value.N}, likewise.
 *
 * @see <a
 *     href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.GroupQueryAttention">the
 *     operator</a>
 */
final class GroupedAttention implements AttentionNodes {
  private final OnnxGraph graph;
  private final Architecture sizes;

  GroupedAttention(OnnxGraph graph, Architecture sizes) {
    this.graph = graph;
    this.sizes = sizes;
  }

  @Override
  public void declare() {
    graph.input("input_ids", Type.INT64, "b", "s");
    graph.input("seqlens_k", Type.INT32, "b");
    graph.input("total_sequence_length", Type.INT32, 1);
    Object[] row = {"b", sizes.keyValueHeads(), "m", sizes.headWidth()};
    for (int layer = 0; layer < sizes.layers(); layer++) {
      for (String part : new String[] {"key.", "value."}) {
        graph.input("past_" + part + layer, graph.floats(), row);
        graph.output("present_" + part + layer, graph.floats(), row);
      }
    }
    graph.constant("shape.rest", -1);
    graph.constant("shape.attended", -1, (long) sizes.heads() * sizes.headWidth());
    String batch = graph.node("Shape", List.of("input_ids"));
    graph.node(
        "Concat", "", List.of(batch, "shape.rest"), List.of("shape.batch"), attribute("axis", 0L));
  }

  @Override
  public String write(int layer, String together, String tables) {
    String attended = "attended." + layer;
    graph.node(
        "GroupQueryAttention",
        CONTRIB,
        List.of(
            graph.node("Reshape", List.of(together, "shape.batch")),
            "",
            "",
            "past_key." + layer,
            "past_value." + layer,
            "seqlens_k",
            "total_sequence_length",
            "cosines" + tables,
            "sines" + tables),
        List.of(attended, "present_key." + layer, "present_value." + layer),
        attributes(sizes, layer));
    return graph.node("Reshape", List.of(attended, "shape.attended"));
  }

  /** Those that ONNX Runtime's operators for attention have in common. */
  static Attribute[] attributes(Architecture sizes, int layer) {
    List<Attribute> attributes =
        new ArrayList<>(
            List.of(
                attribute("num_heads", (long) sizes.heads()),
                attribute("kv_num_heads", (long) sizes.keyValueHeads()),
                attribute("scale", sizes.attentionScale()),
                attribute("do_rotary", 1L),
                attribute("rotary_interleaved", sizes.neighboursTurn() ? 1L : 0L)));
    int window = sizes.reaches().get(layer).window();
    if (window > 0) {
      attributes.add(attribute("local_window_size", (long) window));
    }
    return attributes.toArray(Attribute[]::new);
  }
}
