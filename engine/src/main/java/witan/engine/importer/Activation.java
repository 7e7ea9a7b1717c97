package witan.engine.importer;

import static witan.engine.importer.OnnxGraph.CONTRIB;
import static witan.engine.importer.OnnxGraph.attribute;

import java.util.List;

/** What bends the gate of a feed-forward layer. */
enum Activation {
  /** x · σ(x). */
  SWISH {
    @Override
    String node(OnnxGraph graph, String x) {
      return graph.node("QuickGelu", CONTRIB, List.of(x), attribute("alpha", 1f));
    }
  },

  /** The Gaussian error linear unit, by its tanh approximation. */
  GELU {
    @Override
    String node(OnnxGraph graph, String x) {
      return graph.node("Gelu", List.of(x), attribute("approximate", "tanh"));
    }
  };

  /** Adds the node; gives its output. */
  abstract String node(OnnxGraph graph, String x);
}
