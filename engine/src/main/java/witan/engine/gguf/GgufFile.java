package witan.engine.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import witan.engine.ModelException;

/**
 * A GGUF file, version 2 or 3, mapped into memory. Immutable; for any number of threads until it is
 * closed.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">the format</a>
 */
public final class GgufFile implements AutoCloseable {
  private static final int MAGIC = 0x46554747; // "GGUF", little-endian
  private static final long MOST_ENTRIES = 1 << 20;
  private static final long DEFAULT_ALIGNMENT = 32;

  private final Path path;
  private final Arena arena;
  private final Map<String, Object> metadata = new LinkedHashMap<>();
  private final Map<String, GgufTensor> tensors = new LinkedHashMap<>();

  private GgufFile(Path path, Arena arena) {
    this.path = path;
    this.arena = arena;
  }

  /**
   * Maps the file and reads what it says about itself.
   *
   * @throws ModelException if it can't be read or is no sound GGUF file
   */
  public static GgufFile open(Path path) {
    Arena arena = Arena.ofShared();
    try {
      GgufFile file = new GgufFile(path, arena);
      file.read();
      return file;
    } catch (ModelException e) {
      arena.close();
      throw new ModelException(path + ": " + e.getMessage(), e);
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      arena.close();
      throw new ModelException(path + " is cut off or damaged: fetch it again.", e);
    } catch (IOException e) {
      arena.close();
      throw new ModelException("The model file " + path + " can't be read: " + e.getMessage(), e);
    }
  }

  private void read() throws IOException {
    MemorySegment bytes;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, Files.size(path), arena);
    }
    GgufReader reader = new GgufReader(bytes);
    if (bytes.byteSize() < 24 || reader.int32() != MAGIC) {
      throw new ModelException("this is no GGUF file.");
    }
    int version = reader.int32();
    if (version < 2 || version > 3) {
      throw new ModelException("GGUF version " + version + " is not 2 or 3, which Witan reads.");
    }
    long tensorCount = bounded(reader.int64());
    long entryCount = bounded(reader.int64());
    for (long i = 0; i < entryCount; i++) {
      metadata.put(reader.string(), reader.value(reader.int32()));
    }
    Header[] headers = new Header[(int) tensorCount];
    for (int i = 0; i < headers.length; i++) {
      headers[i] = Header.read(reader);
    }
    long alignment =
        metadata.get("general.alignment") instanceof Number given
            ? given.longValue()
            : DEFAULT_ALIGNMENT;
    long start = Math.ceilDiv(reader.position(), alignment) * alignment;
    for (Header header : headers) {
      long size = Math.multiplyExact(header.type.bytes(header.columns), (long) header.rows);
      MemorySegment data = bytes.asSlice(Math.addExact(start, header.offset), size);
      tensors.put(
          header.name, new GgufTensor(header.name, header.type, header.columns, header.rows, data));
    }
  }

  private static long bounded(long count) {
    if (count < 0 || count > MOST_ENTRIES) {
      throw new ModelException("its header counts " + count + " entries: the file is damaged.");
    }
    return count;
  }

  private record Header(String name, int columns, int rows, GgufType type, long offset) {

    static Header read(GgufReader reader) {
      String name = reader.string();
      int dimensions = reader.int32();
      if (dimensions < 1 || dimensions > 4) {
        throw new ModelException(
            "the tensor " + name + " has " + dimensions + " dimensions: the file is damaged.");
      }
      int columns = Math.toIntExact(reader.int64());
      int rows = 1;
      for (int i = 1; i < dimensions; i++) {
        rows = Math.multiplyExact(rows, Math.toIntExact(reader.int64()));
      }
      if (columns < 1 || rows < 1) {
        throw new ModelException("the tensor " + name + " is empty: the file is damaged.");
      }
      return new Header(name, columns, rows, GgufType.of(reader.int32()), reader.int64());
    }
  }

  /** Where the file lies. */
  public Path path() {
    return path;
  }

  /**
   * A text that the file must have.
   *
   * @throws ModelException if it has none by that key
   */
  public String string(String key) {
    return optionalString(key).orElseThrow(() -> missing(key, "text"));
  }

  /** A text that the file may have. */
  public Optional<String> optionalString(String key) {
    return Optional.ofNullable(metadata.get(key) instanceof String text ? text : null);
  }

  /**
   * A list of texts that the file must have.
   *
   * @throws ModelException if it has none by that key
   */
  public List<String> strings(String key) {
    if (metadata.get(key) instanceof String[] texts) {
      return List.of(texts);
    }
    throw missing(key, "list of texts");
  }

  /**
   * A list of whole numbers that the file must have.
   *
   * @throws ModelException if it has none by that key
   */
  public int[] ints(String key) {
    if (metadata.get(key) instanceof int[] numbers) {
      return numbers.clone();
    }
    throw missing(key, "list of whole numbers");
  }

  /**
   * A list of floating-point numbers that the file must have.
   *
   * @throws ModelException if it has none by that key
   */
  public float[] floats(String key) {
    if (metadata.get(key) instanceof float[] numbers) {
      return numbers.clone();
    }
    throw missing(key, "list of numbers");
  }

  /** What the file may say is so or not. */
  public Optional<Boolean> optionalBoolean(String key) {
    return Optional.ofNullable(metadata.get(key) instanceof Boolean truth ? truth : null);
  }

  /**
   * A number that the file must have.
   *
   * @throws ModelException if it has none by that key
   */
  public Number number(String key) {
    return optionalNumber(key).orElseThrow(() -> missing(key, "number"));
  }

  /** A number that the file may have. */
  public Optional<Number> optionalNumber(String key) {
    return Optional.ofNullable(metadata.get(key) instanceof Number number ? number : null);
  }

  /** Whether the file has a tensor of that name. */
  public boolean hasTensor(String name) {
    return tensors.containsKey(name);
  }

  /**
   * A tensor that the file must have.
   *
   * @throws ModelException if it has none of that name
   */
  public GgufTensor tensor(String name) {
    GgufTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new ModelException(path + " has no tensor " + name + ": this is another architecture.");
    }
    return tensor;
  }

  private ModelException missing(String key, String kind) {
    return new ModelException(
        path + " has no " + kind + " " + key + ", without which it can't be run.");
  }

  /** Unmaps the file: its tensors' data must not be read any more. */
  @Override
  public void close() {
    arena.close();
  }
}
