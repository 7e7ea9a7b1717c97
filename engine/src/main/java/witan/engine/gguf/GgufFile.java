package witan.engine.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import witan.engine.ModelException;

/**
 * A GGUF file, version 2 or 3, mapped into memory. Immutable; for any number of threads until it is
 * closed.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">the format</a>
 */
public final class GgufFile implements AutoCloseable {
  private static final int MAGIC = 0x46554747; // "GGUF", little-endian
  private static final Pattern WORD = Pattern.compile("[\\w.-]{1,64}");
  private static final long MOST_ENTRIES = 1 << 20;
  private static final long DEFAULT_ALIGNMENT = 32;
  private static final long LARGEST_ALIGNMENT = 1 << 20;

  private final Path path;
  private final Arena arena = Arena.ofShared();
  private final Map<String, Object> metadata = new LinkedHashMap<>();
  private final Map<String, MemorySegment> stored = new LinkedHashMap<>();
  private final Map<String, GgufTensor> tensors = new LinkedHashMap<>();

  private GgufFile(Path path) {
    this.path = path;
  }

  /**
   * Maps the file and reads what it says about itself.
   *
   * @throws ModelException if it can't be read or is no sound GGUF file
   */
  public static GgufFile open(Path path) {
    GgufFile file = new GgufFile(path);
    try {
      file.read();
      return file;
    } catch (ModelException e) {
      file.close();
      throw new ModelException(path + ": " + e.getMessage(), e);
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      file.close();
      throw new ModelException(path + " is cut off or damaged: fetch it again.", e);
    } catch (IOException e) {
      file.close();
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
      String key = reader.name();
      long start = reader.position();
      Object value = reader.value(reader.int32());
      if (metadata.put(key, value) != null) {
        throw new ModelException("its metadata has " + key + " twice: the file is damaged.");
      }
      stored.put(key, bytes.asSlice(start, reader.position() - start));
    }
    List<Header> headers = new ArrayList<>();
    for (long i = 0; i < tensorCount; i++) {
      headers.add(Header.read(reader));
    }
    long alignment = alignment();
    long start = Math.ceilDiv(reader.position(), alignment) * alignment;
    for (Header header : headers) {
      MemorySegment data = bytes.asSlice(Math.addExact(start, header.offset), header.size());
      GgufTensor tensor =
          new GgufTensor(header.name, header.type, header.columns, header.rows, data);
      if (tensors.put(header.name, tensor) != null) {
        throw new ModelException("it has the tensor " + header.name + " twice: it is damaged.");
      }
    }
    refuseOverlaps(headers);
  }

  private long alignment() {
    long alignment =
        metadata.get("general.alignment") instanceof Number given
            ? given.longValue()
            : DEFAULT_ALIGNMENT;
    if (alignment < 1 || alignment > LARGEST_ALIGNMENT || Long.bitCount(alignment) != 1) {
      throw new ModelException("its tensors lie on multiples of " + alignment + ": damaged.");
    }
    return alignment;
  }

  private static void refuseOverlaps(List<Header> headers) {
    List<Header> inOrder =
        headers.stream().sorted(Comparator.comparingLong(Header::offset)).toList();
    for (int i = 1; i < inOrder.size(); i++) {
      Header before = inOrder.get(i - 1);
      if (before.offset + before.size() > inOrder.get(i).offset) {
        throw new ModelException(
            "the tensors %s and %s overlap: the file is damaged."
                .formatted(before.name, inOrder.get(i).name));
      }
    }
  }

  private static long bounded(long count) {
    if (count < 0 || count > MOST_ENTRIES) {
      throw new ModelException(
          "its header counts %s entries: the file is damaged."
              .formatted(Long.toUnsignedString(count)));
    }
    return count;
  }

  private record Header(String name, int columns, int rows, GgufType type, long offset) {

    static Header read(GgufReader reader) {
      String name = reader.name();
      int dimensions = reader.int32();
      if (dimensions < 1 || dimensions > 4) {
        throw new ModelException(
            "the tensor %s has %d dimensions: the file is damaged.".formatted(name, dimensions));
      }
      int columns = Math.toIntExact(reader.int64());
      int rows = 1;
      for (int i = 1; i < dimensions; i++) {
        rows = Math.multiplyExact(rows, Math.toIntExact(reader.int64()));
      }
      if (columns < 1 || rows < 1) {
        throw new ModelException("the tensor " + name + " is empty: the file is damaged.");
      }
      Header header = new Header(name, columns, rows, GgufType.of(reader.int32()), reader.int64());
      if (header.offset < 0) {
        throw new ModelException("the tensor " + name + " lies before the file: it is damaged.");
      }
      return header;
    }

    /** Bytes. */
    long size() {
      return Math.multiplyExact(type.bytes(columns), (long) rows);
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

  /**
   * A name that the file must have, such as that of its architecture.
   *
   * @throws ModelException if it has none by that key, or something that is no name
   */
  public String word(String key) {
    return optionalWord(key).orElseThrow(() -> missing(key, "name"));
  }

  /**
   * A name that the file may have.
   *
   * @throws ModelException if it has something that is no name
   */
  public Optional<String> optionalWord(String key) {
    Optional<String> text = optionalString(key);
    if (text.filter(word -> !WORD.matcher(word).matches()).isPresent()) {
      throw new ModelException(path + " has no name as its " + key + ": the file is damaged.");
    }
    return text;
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

  /** Each key of the metadata with its value as it is stored: a type (4 bytes), then the bytes. */
  public Map<String, MemorySegment> storedMetadata() {
    return Collections.unmodifiableMap(stored);
  }

  /** All tensors in the order of the file. */
  public Collection<GgufTensor> tensors() {
    return Collections.unmodifiableCollection(tensors.values());
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
