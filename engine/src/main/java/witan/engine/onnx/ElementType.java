package witan.engine.onnx;

/** What a tensor's elements are, by the numbers of {@code ONNXTensorElementDataType}. */
public enum ElementType {
  FLOAT(1),
  INT64(7);

  final int number;

  ElementType(int number) {
    this.number = number;
  }
}
