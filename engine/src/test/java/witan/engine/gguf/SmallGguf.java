package witan.engine.gguf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes GGUF files for tests. */
public final class SmallGguf {
  private final Map<String, Object> metadata = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private record Tensor(int type, byte[] bytes, long[] dimensions) {}

  /** An Integer, Float, Boolean, String, String[], int[] or float[]. */
  public SmallGguf with(String key, Object value) {
    metadata.put(key, value);
    return this;
  }

  /** A tensor of bytes in the order of the format. */
  public SmallGguf with(String name, int type, byte[] bytes, long... dimensions) {
    tensors.put(name, new Tensor(type, bytes, dimensions));
    return this;
  }

  /** The same, less one tensor. */
  public SmallGguf without(String name) {
    if (tensors.remove(name) == null) {
      throw new IllegalArgumentException("there is no " + name);
    }
    return this;
  }

  /** A tensor of floats. */
  public SmallGguf with(String name, float[] values, long... dimensions) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return with(name, 0, bytes.array(), dimensions);
  }

  /** The whole file. */
  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    int32(out, 0x46554747);
    int32(out, 3);
    int64(out, tensors.size());
    int64(out, metadata.size());
    metadata.forEach((key, value) -> {
      text(out, key);
      value(out, value);
    });
    tensors.forEach((name, tensor) -> {
      text(out, name);
      int32(out, tensor.dimensions.length);
      for (long dimension : tensor.dimensions) {
        int64(out, dimension);
      }
      int32(out, tensor.type);
      int64(out, data.size());
      data.writeBytes(tensor.bytes);
      data.writeBytes(new byte[Math.floorMod(-data.size(), 32)]);
    });
    out.writeBytes(new byte[Math.floorMod(-out.size(), 32)]);
    out.writeBytes(data.toByteArray());
    return out.toByteArray();
  }

  /** Writes the file. */
  public Path write(Path path) throws IOException {
    return Files.write(path, bytes());
  }

  private static void value(ByteArrayOutputStream out, Object value) {
    switch (value) {
      case Integer number -> {
        int32(out, 4);
        int32(out, number);
      }
      case Float number -> {
        int32(out, 6);
        int32(out, Float.floatToRawIntBits(number));
      }
      case Boolean truth -> {
        int32(out, 7);
        out.write(truth ? 1 : 0);
      }
      case String text -> {
        int32(out, 8);
        text(out, text);
      }
      case String[] texts -> {
        int32(out, 9);
        int32(out, 8);
        int64(out, texts.length);
        for (String text : texts) {
          text(out, text);
        }
      }
      case int[] numbers -> {
        int32(out, 9);
        int32(out, 5);
        int64(out, numbers.length);
        for (int number : numbers) {
          int32(out, number);
        }
      }
      case float[] numbers -> {
        int32(out, 9);
        int32(out, 6);
        int64(out, numbers.length);
        for (float number : numbers) {
          int32(out, Float.floatToRawIntBits(number));
        }
      }
      default -> throw new IllegalArgumentException("no metadata: " + value);
    }
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int64(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void int32(ByteArrayOutputStream out, int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private static void int64(ByteArrayOutputStream out, long value) {
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }
}
