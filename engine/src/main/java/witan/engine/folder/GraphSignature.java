package witan.engine.folder;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import witan.engine.ModelException;

/**
 * What an ONNX file says goes into its graph and comes out of it; nothing else of it is read.
 *
 * @param inputs by name, in the file's order
 * @param outputs by name, in the file's order
 */
record GraphSignature(Map<String, Value> inputs, Map<String, Value> outputs) {

  /** A size that is known only when the graph runs. */
  static final long ANY = -1;

  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;

  /**
   * A tensor.
   *
   * @param type by the numbers of ONNX
   * @param shape sizes, or {@link #ANY}
   */
  record Value(int type, List<Long> shape) {}

  /**
   * Reads a file.
   *
   * @throws ModelException if it is damaged
   */
  static GraphSignature read(Path path) {
    Map<String, Value> inputs = new LinkedHashMap<>();
    Map<String, Value> outputs = new LinkedHashMap<>();
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment model = channel.map(FileChannel.MapMode.READ_ONLY, 0, Files.size(path), arena);
      for (Fields file = new Fields(model); file.next(); ) {
        if (file.number == MODEL_GRAPH) {
          for (Fields graph = new Fields(file.bytes); graph.next(); ) {
            switch (graph.number) {
              case GRAPH_INPUT -> add(graph.bytes, inputs);
              case GRAPH_OUTPUT -> add(graph.bytes, outputs);
              default -> {}
            }
          }
        }
      }
    } catch (IndexOutOfBoundsException e) {
      throw new ModelException(path + " is cut off or damaged: fetch it again.", e);
    } catch (IOException e) {
      throw new ModelException("The model file " + path + " can't be read: " + e.getMessage(), e);
    }
    if (inputs.isEmpty() || outputs.isEmpty()) {
      throw new ModelException(path + " is no ONNX model.");
    }
    return new GraphSignature(inputs, outputs);
  }

  /** ValueInfoProto: 1 name, 2 type. */
  private static void add(MemorySegment described, Map<String, Value> to) {
    String name = "";
    Value value = new Value(0, List.of());
    for (Fields info = new Fields(described); info.next(); ) {
      switch (info.number) {
        case 1 -> name = new String(info.bytes.toArray(JAVA_BYTE), StandardCharsets.UTF_8);
        case 2 -> value = value(info.bytes);
        default -> {}
      }
    }
    to.put(name, value);
  }

  /** TypeProto: 1 tensor; in it 1 element type, 2 shape; in that 1 dimension each. */
  private static Value value(MemorySegment described) {
    int type = 0;
    List<Long> shape = new ArrayList<>();
    for (Fields kinds = new Fields(described); kinds.next(); ) {
      if (kinds.number != 1) {
        continue;
      }
      for (Fields tensor = new Fields(kinds.bytes); tensor.next(); ) {
        if (tensor.number == 1) {
          type = (int) tensor.value;
        } else if (tensor.number == 2) {
          for (Fields dimensions = new Fields(tensor.bytes); dimensions.next(); ) {
            shape.add(size(dimensions.bytes));
          }
        }
      }
    }
    return new Value(type, List.copyOf(shape));
  }

  private static long size(MemorySegment dimension) {
    Fields fields = new Fields(dimension);
    return fields.next() && fields.number == 1 ? fields.value : ANY;
  }

  /** The fields of a protobuf message, one after the other. */
  private static final class Fields {
    private final MemorySegment message;
    private long position;

    int number;

    /** Of a number. */
    long value;

    /** Of a text or a message; else empty. */
    MemorySegment bytes = MemorySegment.NULL;

    Fields(MemorySegment message) {
      this.message = message;
    }

    boolean next() {
      if (position >= message.byteSize()) {
        return false;
      }
      long key = varint();
      number = (int) (key >>> 3);
      bytes = MemorySegment.NULL;
      switch ((int) key & 7) {
        case 0 -> value = varint();
        case 1 -> position += 8;
        case 2 -> {
          long length = varint();
          bytes = message.asSlice(position, length);
          position += length;
        }
        case 5 -> position += 4;
        default -> throw new IndexOutOfBoundsException("no wire type: " + (key & 7));
      }
      return true;
    }

    private long varint() {
      long result = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        byte next = message.get(JAVA_BYTE, position++);
        result |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return result;
        }
      }
      throw new IndexOutOfBoundsException("a number without an end");
    }
  }
}
