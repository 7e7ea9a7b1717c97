package witan.engine.importer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import witan.engine.onnx.Operator;

/**
 * An ONNX model that is being written: the graph in one file, its weights in another beside it, so
 * that never more than one weight is in memory.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3">the format</a>
 */
final class OnnxGraph implements AutoCloseable {

  /** Element types by their numbers in the format. */
  enum Type {
    FLOAT(1, 4),
    UINT8(2, 1),
    INT32(6, 4),
    INT64(7, 8),
    FLOAT16(10, 2);

    final int number;
    final int bytes;

    Type(int number, int bytes) {
      this.number = number;
      this.bytes = bytes;
    }
  }

  /** An attribute of a node: a {@link Long}, {@link Float}, {@link String} or {@code long[]}. */
  record Attribute(String name, Object value) {}

  /** Where in the weights' file a weight lies. */
  private record Place(long offset, long length, Type type) {}

  /** Operators beyond the standard, that ONNX Runtime brings. */
  static final String CONTRIB = "com.microsoft";

  private static final int IR_VERSION = 11;
  private static final int OPSET = 23;
  private static final int PAGE = 4096; // weights start on pages, so that they can be mapped

  private final Path path;
  private final Type floats;
  private final String weightsName;
  private final FileChannel weights;
  private final Protobuf graph = new Protobuf();
  private final List<Protobuf> initializers = new ArrayList<>();
  private final List<Protobuf> inputs = new ArrayList<>();
  private final List<Protobuf> outputs = new ArrayList<>();
  private final Map<String, Place> places = new HashMap<>();
  private long end;
  private int names;

  /**
   * @param floats what the graph computes on, and its weights of floats are kept as
   */
  OnnxGraph(Path path, Type floats) throws IOException {
    this.path = path;
    this.floats = floats;
    this.weightsName = path.getFileName() + ".data";
    this.weights =
        FileChannel.open(
            path.resolveSibling(weightsName),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
  }

  /** What it computes on. */
  Type floats() {
    return floats;
  }

  static Attribute attribute(String name, long value) {
    return new Attribute(name, value);
  }

  static Attribute attribute(String name, float value) {
    return new Attribute(name, value);
  }

  static Attribute attribute(String name, String value) {
    return new Attribute(name, value);
  }

  static Attribute attribute(String name, long... values) {
    return new Attribute(name, values);
  }

  /**
   * Declares an input.
   *
   * @param dimensions a {@link Number} each, or a name for one that is known when it runs
   */
  void input(String name, Type type, Object... dimensions) {
    inputs.add(value(name, type, dimensions));
  }

  /** Declares which value is an output. */
  void output(String name, Type type, Object... dimensions) {
    outputs.add(value(name, type, dimensions));
  }

  /** A weight of floats. */
  String weight(String name, float[] values, long... dimensions) throws IOException {
    begin(name, floats, dimensions).append(values);
    return name;
  }

  /** A weight whose values come piece by piece. */
  Weight begin(String name, Type type, long... dimensions) {
    long length = type.bytes;
    for (long dimension : dimensions) {
      length = Math.multiplyExact(length, dimension);
    }
    Place place = new Place(Math.ceilDiv(end, PAGE) * PAGE, length, type);
    end = place.offset + length;
    places.put(name, place);
    initializer(name, place, dimensions);
    return new Weight(place);
  }

  /** Where the next values of a weight go. */
  final class Weight {
    private final Type type;
    private long position;

    private Weight(Place place) {
      this.type = place.type;
      this.position = place.offset;
    }

    void append(byte[] values) throws IOException {
      append(ByteBuffer.wrap(values));
    }

    /** Of a weight of floats, long or short. */
    void append(float[] values) throws IOException {
      ByteBuffer bytes =
          ByteBuffer.allocate(type.bytes * values.length).order(ByteOrder.LITTLE_ENDIAN);
      if (type == Type.FLOAT) {
        bytes.asFloatBuffer().put(values);
      } else {
        ShortBuffer halves = bytes.asShortBuffer();
        for (float value : values) {
          halves.put(Float.floatToFloat16(value));
        }
      }
      append(bytes);
    }

    private void append(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        position += weights.write(bytes, position);
      }
    }
  }

  /** A weight over the bytes of another, in a shape of its own. */
  String sameWeight(String name, String as, long... dimensions) {
    return initializer(name, Objects.requireNonNull(places.get(as), as), dimensions);
  }

  private String initializer(String name, Place place, long... dimensions) {
    initializers.add(
        tensor(name, place.type, dimensions)
            .message(13, new Protobuf().text(1, "location").text(2, weightsName))
            .message(13, new Protobuf().text(1, "offset").text(2, Long.toString(place.offset)))
            .message(13, new Protobuf().text(1, "length").text(2, Long.toString(place.length)))
            .integer(14, 1)); // data_location: EXTERNAL
    return name;
  }

  /** A small constant of whole numbers, such as a shape. */
  String constant(String name, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    initializers.add(tensor(name, Type.INT64, values.length).bytes(9, bytes.array()));
    return name;
  }

  /** A node with one output, whose name is given back. */
  String node(String operator, String domain, List<String> in, Attribute... attributes) {
    String out = operator + "_" + names++;
    node(operator, domain, in, List.of(out), attributes);
    return out;
  }

  /** A standard node with one output, whose name is given back. */
  String node(String operator, List<String> in, Attribute... attributes) {
    return node(operator, "", in, attributes);
  }

  /** A node with outputs of the caller's naming. */
  void node(
      String operator, String domain, List<String> in, List<String> out, Attribute... attributes) {
    Protobuf node = new Protobuf();
    in.forEach(name -> node.text(1, name));
    out.forEach(name -> node.text(2, name));
    node.text(3, "node_" + names++).text(4, operator);
    for (Attribute attribute : attributes) {
      node.message(5, encode(attribute));
    }
    if (!domain.isEmpty()) {
      node.text(7, domain);
    }
    graph.message(1, node);
  }

  /** Writes the file; the graph is complete. */
  void write() throws IOException {
    graph.text(2, "witan");
    initializers.forEach(tensor -> graph.message(5, tensor));
    inputs.forEach(input -> graph.message(11, input));
    outputs.forEach(output -> graph.message(12, output));
    Protobuf model =
        new Protobuf()
            .integer(1, IR_VERSION)
            .text(2, "witan")
            .message(7, graph)
            .message(8, new Protobuf().text(1, "").integer(2, OPSET))
            .message(8, new Protobuf().text(1, CONTRIB).integer(2, 1))
            .message(8, new Protobuf().text(1, Operator.DOMAIN).integer(2, 1));
    Files.write(path, model.toBytes());
  }

  @Override
  public void close() throws IOException {
    weights.close();
  }

  private static Protobuf tensor(String name, Type type, long... dimensions) {
    Protobuf tensor = new Protobuf();
    for (long dimension : dimensions) {
      tensor.integer(1, dimension);
    }
    return tensor.integer(2, type.number).text(8, name);
  }

  private static Protobuf value(String name, Type type, Object... dimensions) {
    Protobuf shape = new Protobuf();
    for (Object dimension : dimensions) {
      shape.message(
          1,
          dimension instanceof Number size
              ? new Protobuf().integer(1, size.longValue())
              : new Protobuf().text(2, dimension.toString()));
    }
    Protobuf tensor = new Protobuf().integer(1, type.number).message(2, shape);
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
  }

  private static Protobuf encode(Attribute attribute) {
    Protobuf encoded = new Protobuf().text(1, attribute.name());
    return switch (attribute.value()) {
      case Float number -> encoded.float32(2, number).integer(20, 1);
      case Long number -> encoded.integer(3, number).integer(20, 2);
      case String text -> encoded.text(4, text).integer(20, 3);
      case long[] numbers -> {
        for (long number : numbers) {
          encoded.integer(8, number);
        }
        yield encoded.integer(20, 7);
      }
      default -> throw new IllegalArgumentException("no attribute: " + attribute);
    };
  }
}
