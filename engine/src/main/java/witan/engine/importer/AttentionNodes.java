package witan.engine.importer;

/** Writes the attention of a graph, and what the graph takes and gives for its sake. */
interface AttentionNodes {

  /** Declares {@code input_ids}, and keys and values where the graph has them. */
  void declare();

  /**
   * Writes one layer's.
   *
   * @param together queries, keys and values side by side, a row for each token
   * @param tables what the names of the layer's cosines and sines end with
   * @return what each token gathers from those before it, rows of {@code heads · width}
   */
  String write(int layer, String together, String tables);
}
