package witan.engine.importer;

import static witan.engine.importer.OnnxGraph.attribute;

import java.util.List;
import witan.engine.importer.OnnxGraph.Type;
import witan.engine.onnx.Operator;

/**
 * Our own operator, which has the keys and values of all sequences ({@link
 * witan.engine.attention.PagedAttention}), for t tokens of any of them.
 *
 * <p>Inputs: {@code input_ids} [t].
 */
final class InvariantAttention implements AttentionNodes {
  private final OnnxGraph graph;

  InvariantAttention(OnnxGraph graph) {
    this.graph = graph;
  }

  @Override
  public void declare() {
    graph.input("input_ids", Type.INT64, "t");
  }

  @Override
  public String write(int layer, String together, String tables) {
    return graph.node(
        "PagedAttention",
        Operator.DOMAIN,
        List.of(together, "cosines" + tables, "sines" + tables),
        attribute("layer", layer));
  }
}
