package witan.gating;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/**
 * A direction in a byte a number: what is stored of a question that was audited.
 *
 * <p>Scaled so that the largest number is 127, which moves a cosine by less than 0.01 and makes it
 * integer arithmetic: the same on every machine, and quick to compare with many.
 */
public final class CompactVector {

  private static final int LARGEST = 127;

  private final byte[] numbers;
  private final double length;

  private CompactVector(byte[] numbers) {
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
    byte[] numbers = new byte[vector.length];
    for (int i = 0; i < numbers.length && largest > 0; i++) {
      numbers[i] = (byte) Math.round(vector[i] / largest * LARGEST);
    }
    return new CompactVector(numbers);
  }

  @JsonCreator
  static CompactVector of(byte[] numbers) {
    return new CompactVector(numbers.clone());
  }

  @JsonValue
  byte[] numbers() {
    return numbers.clone();
  }

  int dimensions() {
    return numbers.length;
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

  private static int dot(byte[] a, byte[] b) {
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
