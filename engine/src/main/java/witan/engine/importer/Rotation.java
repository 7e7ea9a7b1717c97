package witan.engine.importer;

import java.util.Arrays;
import witan.engine.ModelException;
import witan.engine.gguf.Dequantizer;
import witan.engine.gguf.GgufFile;

/**
 * How far the pairs of values of a head are turned from one position to the next (RoPE).
 *
 * @param frequencies radians a position, one a pair
 * @param magnitude what cosines and sines are multiplied by
 */
record Rotation(double[] frequencies, double magnitude) {
  private static final double DEFAULT_BASE = 10_000;

  /** Turns that many models take over unscaled: θ to the power of −2i / width. */
  static Rotation plain(double base, int headWidth) {
    double[] frequencies = new double[headWidth / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = StrictMath.pow(base, -2.0 * i / headWidth);
    }
    return new Rotation(frequencies, 1);
  }

  /**
   * What a file says: plain, or stretched for a longer context linearly, by YaRN (arXiv:2309.00071)
   * or by a divisor for each pair, which is how Llama 3's way is stored.
   *
   * @param prefix the architecture's name, with which the keys begin
   * @throws ModelException if it is stretched in another way
   */
  static Rotation of(GgufFile file, String prefix, int headWidth) {
    double base =
        file.optionalNumber(prefix + ".rope.freq_base")
            .map(Number::doubleValue)
            .orElse(DEFAULT_BASE);
    if (!(base > 1)) {
      throw new ModelException(file.path() + " has the rotary base " + base + ": it is damaged.");
    }
    Rotation plain = plain(base, headWidth);
    double factor =
        file.optionalNumber(prefix + ".rope.scaling.factor")
            .or(() -> file.optionalNumber(prefix + ".rope.scale_linear"))
            .map(Number::doubleValue)
            .filter(given -> given > 0)
            .orElse(1.0);
    // A factor without a kind is a linear one.
    String kind = file.optionalWord(prefix + ".rope.scaling.type").orElse("linear");
    Rotation scaled =
        switch (kind) {
          case "none" -> plain;
          case "linear" -> plain.linear(factor);
          case "yarn" -> plain.yarn(Yarn.of(file, prefix, base, factor));
          default ->
              throw new ModelException(
                  "%s stretches its rotary positions in the way %s, which Witan does not know."
                      .formatted(file.path(), kind));
        };
    return file.hasTensor("rope_freqs.weight")
        ? scaled.divided(Dequantizer.values(file.tensor("rope_freqs.weight")))
        : scaled;
  }

  private Rotation linear(double factor) {
    return new Rotation(Arrays.stream(frequencies).map(f -> f / factor).toArray(), magnitude);
  }

  private Rotation divided(float[] divisors) {
    if (divisors.length != frequencies.length) {
      throw new ModelException(
          "The file has %d rotary divisors for %d pairs: it is damaged."
              .formatted(divisors.length, frequencies.length));
    }
    double[] divided = frequencies.clone();
    for (int i = 0; i < divided.length; i++) {
      divided[i] /= divisors[i];
    }
    return new Rotation(divided, magnitude);
  }

  /** Slow pairs are stretched, fast ones are not, those between in part. */
  private Rotation yarn(Yarn yarn) {
    int width = 2 * frequencies.length;
    double low = Math.max(0, Math.floor(yarn.pairThatTurns(yarn.fast, width)));
    double high = Math.min(width - 1, Math.ceil(yarn.pairThatTurns(yarn.slow, width)));
    double[] mixed = new double[frequencies.length];
    for (int i = 0; i < mixed.length; i++) {
      double stretched = Math.clamp((i - low) / Math.max(0.001, high - low), 0, 1);
      mixed[i] = frequencies[i] * (stretched / yarn.factor + 1 - stretched);
    }
    return new Rotation(mixed, yarn.attention * (1 + 0.1 * StrictMath.log(yarn.factor)));
  }

  /**
   * YaRN's parameters.
   *
   * @param factor how many times longer the context became
   * @param trained the context before that
   * @param fast turns over that context from which on a pair is left alone
   * @param slow turns up to which a pair is stretched
   * @param attention a further factor of the magnitude
   */
  private record Yarn(
      double base, double factor, int trained, double fast, double slow, double attention) {

    static Yarn of(GgufFile file, String prefix, double base, double factor) {
      String scaling = prefix + ".rope.scaling.";
      int context =
          file.optionalNumber(scaling + "original_context_length")
              .or(() -> file.optionalNumber(prefix + ".context_length"))
              .map(Number::intValue)
              .orElse(0);
      if (context < 1) {
        throw new ModelException(
            file.path() + " does not say what context YaRN stretches: it is damaged.");
      }
      return new Yarn(
          base,
          factor,
          context,
          number(file, scaling + "yarn_beta_fast", 32),
          number(file, scaling + "yarn_beta_slow", 1),
          number(file, scaling + "attn_factor", 1));
    }

    private static double number(GgufFile file, String key, double otherwise) {
      return file.optionalNumber(key).map(Number::doubleValue).orElse(otherwise);
    }

    /** The pair, a broken number, that turns so many times over the trained context. */
    double pairThatTurns(double times, int width) {
      return width * StrictMath.log(trained / (times * 2 * Math.PI)) / (2 * StrictMath.log(base));
    }
  }
}
