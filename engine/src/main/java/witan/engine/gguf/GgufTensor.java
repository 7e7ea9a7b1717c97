package witan.engine.gguf;

import java.lang.foreign.MemorySegment;

/**
 * A tensor of at most two dimensions.
 *
 * @param columns values of a row, the dimension that lies together in memory
 * @param rows 1 for a vector
 * @param data the stored bytes, row after row; valid while the file is open
 */
public record GgufTensor(String name, GgufType type, int columns, int rows, MemorySegment data) {

  /** Bytes of one row. */
  public long rowBytes() {
    return type.bytes(columns);
  }

  /** The stored bytes of one row. */
  public MemorySegment row(int row) {
    return data.asSlice(row * rowBytes(), rowBytes());
  }
}
