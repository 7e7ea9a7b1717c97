package witan.engine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import witan.engine.onnx.ElementType;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Tensor;

/** Memory for the logits of a pass, as large as the largest needed so far. */
final class Logits {
  private final int vocabulary;
  private MemorySegment memory = MemorySegment.NULL;

  Logits(int vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** A view as {@code [rows][vocabulary]}. */
  Tensor tensor(OnnxRuntime runtime, int rows) {
    long size = Math.max(rows, 1) * rowBytes();
    if (memory.byteSize() < size) {
      memory = Arena.ofAuto().allocate(size, 64); // seldom: the one before is collected
    }
    return runtime.tensor(memory, ElementType.FLOAT, rows, vocabulary);
  }

  /** Copies of the first rows. */
  float[][] rows(int count) {
    float[][] rows = new float[count][];
    Arrays.setAll(rows, i -> memory.asSlice(i * rowBytes(), rowBytes()).toArray(JAVA_FLOAT));
    return rows;
  }

  private long rowBytes() {
    return (long) vocabulary * Float.BYTES;
  }
}
