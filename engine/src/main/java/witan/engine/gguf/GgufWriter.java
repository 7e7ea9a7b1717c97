package witan.engine.gguf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a GGUF file of version 3: first all that it says about itself, then the tensors' rows as
 * they come, so that no tensor need be in memory.
 */
public final class GgufWriter implements AutoCloseable {
  private static final int ALIGNMENT = 32;
  private static final int UINT32 = 4;

  private final FileChannel channel;
  private final Map<String, byte[]> metadata = new LinkedHashMap<>();
  private final List<Header> headers = new ArrayList<>();
  private final Map<String, Long> places = new HashMap<>();
  private long dataBytes;

  private record Header(String name, GgufType type, int columns, int rows, long offset) {}

  /** A new file; another one there is replaced. */
  public GgufWriter(Path path) throws IOException {
    channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
  }

  /** All metadata of another file. */
  public void metadata(GgufFile file) {
    file.storedMetadata().forEach((key, value) -> metadata.put(key, value.toArray(JAVA_BYTE)));
    metadata.remove("general.alignment"); // this file has the default
  }

  /** A number of the metadata, in place of an earlier one. */
  public void metadata(String key, int value) {
    metadata.put(key, littleEndian(8).putInt(UINT32).putInt(value).array());
  }

  /** Announces a tensor; all are announced before the first {@link #write}. */
  public void tensor(String name, GgufType type, int columns, int rows) {
    headers.add(new Header(name, type, columns, rows, dataBytes));
    dataBytes += aligned(type.bytes(columns) * rows);
  }

  /** Writes the head of the file: metadata, and where each tensor will lie. */
  public void begin() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(littleEndian(8).put(new byte[] {'G', 'G', 'U', 'F'}).putInt(3).array());
    int64(out, headers.size());
    int64(out, metadata.size());
    metadata.forEach((key, value) -> {
      text(out, key);
      out.writeBytes(value);
    });
    for (Header header : headers) {
      text(out, header.name);
      boolean vector = header.rows == 1;
      int32(out, vector ? 1 : 2);
      int64(out, header.columns);
      if (!vector) {
        int64(out, header.rows);
      }
      int32(out, header.type.id());
      int64(out, header.offset);
    }
    long start = aligned(out.size());
    write(ByteBuffer.wrap(out.toByteArray()), 0);
    headers.forEach(header -> places.put(header.name, start + header.offset));
    // The last tensor, too, ends on the alignment.
    write(ByteBuffer.wrap(new byte[1]), start + dataBytes - 1);
  }

  /** Writes the next rows of a tensor. */
  public void write(String tensor, MemorySegment rows) throws IOException {
    Long place = places.get(tensor);
    if (place == null) {
      throw new IllegalStateException("the tensor " + tensor + " was not announced");
    }
    write(rows.asByteBuffer(), place);
    places.put(tensor, place + rows.byteSize());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void write(ByteBuffer bytes, long position) throws IOException {
    for (long at = position; bytes.hasRemaining(); ) {
      at += channel.write(bytes, at);
    }
  }

  private static long aligned(long bytes) {
    return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int64(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void int32(ByteArrayOutputStream out, int value) {
    out.writeBytes(littleEndian(4).putInt(value).array());
  }

  private static void int64(ByteArrayOutputStream out, long value) {
    out.writeBytes(littleEndian(8).putLong(value).array());
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
