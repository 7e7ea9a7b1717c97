package witan.engine.gguf;

import witan.engine.ModelException;

/** How a tensor's values are stored: in blocks of so many values that take so many bytes. */
public enum GgufType {
  F32(0, 1, 4),
  F16(1, 1, 2),
  Q4_0(2, 32, 18),
  Q4_1(3, 32, 20),
  Q5_0(6, 32, 22),
  Q5_1(7, 32, 24),
  Q8_0(8, 32, 34),
  Q2_K(10, 256, 84),
  Q3_K(11, 256, 110),
  Q4_K(12, 256, 144),
  Q5_K(13, 256, 176),
  Q6_K(14, 256, 210),
  BF16(30, 1, 2);

  private final int id;
  private final int blockLength;
  private final int blockBytes;

  GgufType(int id, int blockLength, int blockBytes) {
    this.id = id;
    this.blockLength = blockLength;
    this.blockBytes = blockBytes;
  }

  /** The type that files call {@code id}. */
  static GgufType of(int id) {
    for (GgufType type : values()) {
      if (type.id == id) {
        return type;
      }
    }
    throw new ModelException(
        "The file stores a tensor as type " + id + ", which Witan does not know.");
  }

  /** The number by which files call the type. */
  public int id() {
    return id;
  }

  /** Values in a block. */
  public int blockLength() {
    return blockLength;
  }

  /** Bytes of a block. */
  public int blockBytes() {
    return blockBytes;
  }

  /** Bytes that {@code values} values take; a row always holds whole blocks. */
  public long bytes(long values) {
    if (values % blockLength != 0) {
      throw new ModelException(
          "A row of " + values + " values can't be stored as " + this + ": the file is damaged.");
    }
    return Math.multiplyExact(values / blockLength, (long) blockBytes);
  }
}
