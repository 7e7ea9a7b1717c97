package witan.engine.importer;

import static witan.engine.importer.OnnxGraph.CONTRIB;
import static witan.engine.importer.OnnxGraph.attribute;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import witan.engine.ModelException;
import witan.engine.gguf.Dequantizer;
import witan.engine.gguf.GgufFile;
import witan.engine.gguf.GgufTensor;
import witan.engine.importer.OnnxGraph.Type;
import witan.engine.importer.OnnxGraph.Weight;
import witan.engine.importer.QuantizedMatrix.Layout;
import witan.engine.onnx.Operator;

/**
 * A file's tensors as weights of a graph, with the nodes that multiply by them. Quantised ones stay
 * as they are, others become the graph's floats. A weight is copied some rows at a time.
 */
final class Weights {

  /** About as many values are in memory at once. */
  private static final int SLICE = 1 << 22;

  private final GgufFile file;
  private final OnnxGraph graph;
  private final Inputs inputs;
  private final Set<String> used = new HashSet<>();
  private final Set<String> written = new HashSet<>();
  private final Map<List<Integer>, String> blockShapes = new HashMap<>();
  private final Map<String, String> blockSums = new HashMap<>();

  Weights(GgufFile file, OnnxGraph graph, Inputs inputs) {
    this.file = file;
    this.graph = graph;
    this.inputs = inputs;
    graph.constant("rest", -1);
  }

  /** Whether the file has a tensor. */
  boolean has(String name) {
    return file.hasTensor(name);
  }

  /** How many rows a matrix has, whatever their width. */
  int rows(String name) {
    return file.tensor(name + ".weight").rows();
  }

  /**
   * A tensor of the shape that it must have.
   *
   * @throws ModelException if it is missing, or of another shape
   */
  GgufTensor tensor(String name, int columns, int rows) {
    used.add(name);
    GgufTensor tensor = file.tensor(name);
    if (tensor.columns() != columns || tensor.rows() != rows) {
      throw new ModelException(
          "%s: the tensor %s is %d × %d, where %d × %d belong: the file is damaged."
              .formatted(file.path(), name, tensor.rows(), tensor.columns(), rows, columns));
    }
    return tensor;
  }

  /** The weight of a vector. */
  String vector(String name, int length) throws IOException {
    return graph.weight(name, Dequantizer.values(tensor(name, length, 1)), length);
  }

  /** Rows times a matrix, plus its bias if the file has one. */
  String project(String x, String name, int columns, int rows) throws IOException {
    GgufTensor tensor = tensor(name + ".weight", columns, rows);
    String product =
        QuantizedMatrix.reads(tensor.type())
            ? multiply(x, tensor.name(), writeQuantized(tensor.name(), List.of(tensor)), rows)
            : graph.node("Gemm", List.of(x, writeFloats(tensor)), attribute("transB", 1L));
    return biased(product, name + ".bias", List.of(name + ".bias"));
  }

  /**
   * Rows times several matrices, plus their biases, the products side by side; in one go where the
   * matrices are stored alike.
   *
   * @param names of the matrices
   * @param rows of each of them
   */
  String projectTogether(String x, List<String> names, int columns, List<Integer> rows)
      throws IOException {
    List<GgufTensor> tensors = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      tensors.add(tensor(names.get(i) + ".weight", columns, rows.get(i)));
    }
    List<String> biases = names.stream().map(name -> name + ".bias").filter(this::has).toList();
    boolean alike = tensors.stream().map(GgufTensor::type).distinct().count() == 1;
    boolean allOrNone = biases.isEmpty() || biases.size() == names.size();
    if (!alike || !allOrNone || !QuantizedMatrix.reads(tensors.getFirst().type())) {
      List<String> products = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        products.add(project(x, names.get(i), columns, rows.get(i)));
      }
      return graph.node("Concat", products, attribute("axis", -1L));
    }
    String together = String.join("+", names);
    int sum = rows.stream().mapToInt(Integer::intValue).sum();
    String product = multiply(x, together, writeQuantized(together, tensors), sum);
    return biased(product, together + ".bias", biases);
  }

  /** The rows of a matrix that indices name. */
  String gather(String indices, String name, int columns, int rows) throws IOException {
    GgufTensor tensor = tensor(name + ".weight", columns, rows);
    if (!QuantizedMatrix.reads(tensor.type())) {
      return graph.node("Gather", List.of(writeFloats(tensor), indices));
    }
    Layout layout = writeQuantized(tensor.name(), List.of(tensor));
    String flat =
        graph.sameWeight(name + ".rows", tensor.name() + ".values", rows, layout.rowBytes());
    List<String> in = new ArrayList<>(List.of(flat, indices, tensor.name() + ".scales"));
    if (layout.zeroPoints()) {
      in.add(
          graph.sameWeight(
              name + ".rows.zero_points",
              tensor.name() + ".zero_points",
              rows,
              layout.zeroPointBytes()));
    }
    String gathered =
        graph.node(
            "GatherBlockQuantized",
            CONTRIB,
            in,
            attribute("bits", (long) layout.bits()),
            attribute("block_size", (long) layout.block()),
            attribute("gather_axis", 0L),
            attribute("quantize_axis", 1L));
    if (!layout.offsets()) {
      return gathered;
    }
    String offsets = graph.node("Gather", List.of(tensor.name() + ".offsets", indices));
    String perBlock = graph.node("Unsqueeze", List.of(offsets, "rest"));
    String blocks = graph.node("Reshape", List.of(gathered, blockShape(layout)));
    String offset = graph.constant(name + ".offsets.shape", -1, layout.blocks(), 1);
    return graph.node("Add", List.of(blocks, graph.node("Reshape", List.of(perBlock, offset))));
  }

  /**
   * Refuses a file with tensors that no node uses: its model is more than the graph.
   *
   * @throws ModelException if there is one
   */
  void refuseUnused() {
    Set<String> unused = new TreeSet<>();
    file.tensors().forEach(tensor -> unused.add(tensor.name()));
    unused.removeAll(used);
    unused.remove("rope_freqs.weight"); // a part of the rotations
    if (!unused.isEmpty()) {
      throw new ModelException(
          "%s can't be run: Witan does not know what its tensor %s is for."
              .formatted(file.path(), unused.iterator().next()));
    }
  }

  private String biased(String product, String name, List<String> biases) throws IOException {
    if (biases.stream().noneMatch(this::has)) {
      return product;
    }
    List<float[]> parts = new ArrayList<>();
    int length = 0;
    for (String bias : biases) {
      used.add(bias);
      float[] values = Dequantizer.values(file.tensor(bias));
      parts.add(values);
      length += values.length;
    }
    Weight weight = graph.begin(name, graph.floats(), length);
    for (float[] part : parts) {
      weight.append(part);
    }
    return graph.node("Add", List.of(product, name));
  }

  /** A matrix as it is, row after row; written once, whoever uses it. */
  private String writeFloats(GgufTensor tensor) throws IOException {
    if (written.add(tensor.name())) {
      Weight weight = graph.begin(tensor.name(), graph.floats(), tensor.rows(), tensor.columns());
      for (int row = 0; row < tensor.rows(); row++) {
        weight.append(Dequantizer.row(tensor, row));
      }
    }
    return tensor.name();
  }

  /** Tensors of one type and width, one below the other; written once, whoever uses them. */
  private Layout writeQuantized(String name, List<GgufTensor> tensors) throws IOException {
    Layout layout = Layout.of(tensors.getFirst());
    if (!written.add(name)) {
      return layout;
    }
    long rows = tensors.stream().mapToLong(GgufTensor::rows).sum();
    int blocks = layout.blocks();
    Weight values =
        graph.begin(name + ".values", Type.UINT8, rows, blocks, layout.rowBytes() / blocks);
    Weight scales = graph.begin(name + ".scales", graph.floats(), rows, blocks);
    @Nullable Weight zeroPoints =
        layout.zeroPoints()
            ? graph.begin(name + ".zero_points", Type.UINT8, rows * layout.zeroPointBytes())
            : null;
    @Nullable Weight offsets =
        layout.offsets() ? graph.begin(name + ".offsets", graph.floats(), rows, blocks) : null;
    for (GgufTensor tensor : tensors) {
      int slice = Math.max(1, SLICE / tensor.columns());
      for (int from = 0; from < tensor.rows(); from += slice) {
        QuantizedMatrix some =
            QuantizedMatrix.of(tensor, from, Math.min(from + slice, tensor.rows()));
        values.append(some.values());
        scales.append(some.scales());
        if (zeroPoints != null && some.zeroPoints() != null) {
          zeroPoints.append(some.zeroPoints());
        }
        if (offsets != null && some.offsets() != null) {
          offsets.append(some.offsets());
        }
      }
    }
    return layout;
  }

  private String multiply(String x, String name, Layout layout, int rows) {
    List<String> in = new ArrayList<>(List.of(x, name + ".values", name + ".scales"));
    if (layout.zeroPoints()) {
      in.add(name + ".zero_points");
    }
    String product =
        graph.node(
            "MatMulNBits",
            CONTRIB,
            in,
            attribute("K", (long) layout.columns()),
            attribute("N", (long) rows),
            attribute("bits", (long) layout.bits()),
            attribute("block_size", (long) layout.block()),
            attribute("accuracy_level", (long) inputs.accuracyLevel()));
    if (!layout.offsets()) {
      return product;
    }
    return graph.floats() == Type.FLOAT
        ? graph.node(
            "BlockOffsets",
            Operator.DOMAIN,
            List.of(x, product, name + ".offsets"),
            attribute("rows", rows),
            attribute("columns", layout.columns()),
            attribute("blocks", layout.blocks()))
        : graph.node(
            "Gemm",
            List.of(blockSums(x, layout), name + ".offsets", product),
            attribute("transB", 1L));
  }

  /** Of each token, the sum over each block; written once for all matrices of an input. */
  private String blockSums(String x, Layout layout) {
    return blockSums.computeIfAbsent(
        x + " by " + layout.block(),
        added ->
            graph.node(
                "ReduceSum",
                List.of(graph.node("Reshape", List.of(x, blockShape(layout))), "rest"),
                attribute("keepdims", 0L)));
  }

  private String blockShape(Layout layout) {
    return blockShapes.computeIfAbsent(
        List.of(layout.blocks(), layout.block()),
        shape ->
            graph.constant(
                "shape.blocks.%d.%d".formatted(layout.blocks(), layout.block()),
                -1,
                layout.blocks(),
                layout.block()));
  }
}
