package witan.engine.onnx;

/** What a tensor's elements are, by the numbers of {@code ONNXTensorElementDataType}. */
public enum ElementType {
  FLOAT(1, 4),
  INT32(6, 4),
  INT64(7, 8),
  FLOAT16(10, 2);

  final int number;
  private final int bytes;

  ElementType(int number, int bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  /** The number by which ONNX files, too, call the type. */
  public int onnxNumber() {
    return number;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
