package witan.engine.importer;

import static witan.engine.importer.OnnxGraph.CONTRIB;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import witan.engine.importer.OnnxGraph.Type;

/**
 * ONNX Runtime's {@code PagedAttention}, for t tokens of n sequences, whose keys and values lie in
 * blocks. Caches are to be bound to the same memory as input and output.
 *
 * <p>Inputs: {@code input_ids} [t]; {@code cumulative_sequence_length} [n + 1], how many of the
 * tokens belong to the first i sequences; {@code past_seqlens} [n], how many tokens stand before
 * them; {@code block_table} [n, p], the numbers of each sequence's blocks; {@code
 * attention_metadata} [2] in the machine's memory, bounds of the tokens that a sequence has in the
 * pass and in all, by which the kernel is chosen without asking the GPU; {@code key_cache.N} and
 * {@code value_cache.N} of each layer, [blocks, block, keyValueHeads, width]. Outputs: {@code
 * key_cache_out.N} and {@code value_cache_out.N}.
 *
 * @see <a
 *     href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.PagedAttention">the
 *     operator</a>
 */
final class BlockAttention implements AttentionNodes {

  /** Inputs between the sines and the metadata, that only other models need. */
  private static final List<String> UNUSED = Collections.nCopies(6, "");

  private final OnnxGraph graph;
  private final Architecture sizes;

  BlockAttention(OnnxGraph graph, Architecture sizes) {
    this.graph = graph;
    this.sizes = sizes;
  }

  @Override
  public void declare() {
    graph.input("input_ids", Type.INT64, "t");
    graph.input("cumulative_sequence_length", Type.INT32, "n+1");
    graph.input("past_seqlens", Type.INT32, "n");
    graph.input("block_table", Type.INT32, "n", "p");
    graph.input("attention_metadata", Type.INT32, 2);
    Object[] cache = {"blocks", "block", sizes.keyValueHeads(), sizes.headWidth()};
    for (int layer = 0; layer < sizes.layers(); layer++) {
      for (String part : new String[] {"key_cache", "value_cache"}) {
        graph.input(part + "." + layer, graph.floats(), cache);
        graph.output(part + "_out." + layer, graph.floats(), cache);
      }
    }
  }

  @Override
  public String write(int layer, String together, String tables) {
    String attended = "attended." + layer;
    Stream<String> used =
        Stream.of(
            together,
            "",
            "",
            "key_cache." + layer,
            "value_cache." + layer,
            "cumulative_sequence_length",
            "past_seqlens",
            "block_table",
            "cosines" + tables,
            "sines" + tables);
    graph.node(
        "PagedAttention",
        CONTRIB,
        Stream.of(used, UNUSED.stream(), Stream.of("attention_metadata"))
            .flatMap(names -> names)
            .toList(),
        List.of(attended, "key_cache_out." + layer, "value_cache_out." + layer),
        GroupedAttention.attributes(sizes, layer));
    return attended;
  }
}
