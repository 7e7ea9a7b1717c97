package witan.gating;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/**
 * A direction, stored in a byte a number: what is kept of a question that was audited.
 *
 * <p>Scaled so that the largest number is 127, which moves a cosine by less than 0.01 and makes it
 * integer arithmetic: the same on every machine, and quick to compare with many.
 */
public final class CompactVector {

  private static final int LARGEST = 127;

  // Wider than they need to be: products of int are what the compiler turns into vector code.
  private final int[] numbers;
  private final double length;

  private CompactVector(int[] numbers) {
    this.numbers = numbers;
    this.length = Math.sqrt(dot(numbers, numbers));
    if (length == 0) {
      throw new IllegalArgumentException("a vector has no length: all its numbers are 0");
    }
  }

  /**
   * The direction of {@code vector}.
   *
   * @throws IllegalArgumentException if it has no length
   */
  public static CompactVector of(float[] vector) {
    float largest = 0;
    for (float number : vector) {
      largest = Math.max(largest, Math.abs(number));
    }
    int[] numbers = new int[vector.length];
    for (int i = 0; i < numbers.length && largest > 0; i++) {
      numbers[i] = Math.round(vector[i] / largest * LARGEST);
    }
    return new CompactVector(numbers);
  }

  @JsonCreator
  static CompactVector of(byte[] bytes) {
    int[] numbers = new int[bytes.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = bytes[i];
    }
    return new CompactVector(numbers);
  }

  @JsonValue
  byte[] bytes() {
    byte[] bytes = new byte[numbers.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) numbers[i];
    }
    return bytes;
  }

  /** −1 to 1. */
  double cosine(CompactVector other) {
    if (numbers.length != other.numbers.length) {
      throw new IllegalArgumentException(
          "vectors of %d and %d numbers can't be compared"
              .formatted(numbers.length, other.numbers.length));
    }
    return dot(numbers, other.numbers) / (length * other.length);
  }

  /** Of unit length. */
  float[] unit() {
    float[] unit = new float[numbers.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (numbers[i] / length);
    }
    return unit;
  }

  private static int dot(int[] a, int[] b) {
    int sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CompactVector that && Arrays.equals(numbers, that.numbers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(numbers);
  }
}
