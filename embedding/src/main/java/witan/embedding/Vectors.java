package witan.embedding;

/** Arithmetic on vectors. Sums run in {@code double} and in order, so that they repeat exactly. */
public final class Vectors {

  private Vectors() {}

  /** The sum of products. For vectors of unit length this is their cosine. */
  public static double dot(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "vectors of " + a.length + " and " + b.length + " numbers can't be compared");
    }
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** The cosine of the angle between two vectors, −1 to 1; 0 if one of them has no length. */
  public static double cosine(float[] a, float[] b) {
    double lengths = Math.sqrt(dot(a, a) * dot(b, b));
    return lengths == 0 ? 0 : Math.clamp(dot(a, b) / lengths, -1, 1);
  }

  /** The vector of length 1 in the direction of {@code vector}; zeros if it has no length. */
  public static float[] unit(float[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    float[] unit = new float[vector.length];
    if (length > 0) {
      for (int i = 0; i < unit.length; i++) {
        unit[i] = (float) (vector[i] / length);
      }
    }
    return unit;
  }
}
