package witan.mixture;

import java.util.Arrays;

/**
 * A prediction of the next token: the tokens that may come and how likely each is.
 *
 * <p>Sorted by probability, the most likely first, equals by token id; the probabilities sum to
 * one. What a model would give to tokens that are not named here is not part of its prediction.
 * Both arrays are copied on the way in and out.
 *
 * @param tokens token ids, each at most once
 * @param probabilities one a token, 0 to 1
 */
public record Distribution(int[] tokens, float[] probabilities) {

  /** How far from one a sum of float probabilities may lie: rounding, not another distribution. */
  static final double SUM_TOLERANCE = 1e-3;

  /** Refuses arrays that are no distribution, so that a lying expert is found out here. */
  public Distribution {
    tokens = tokens.clone();
    probabilities = probabilities.clone();
    if (tokens.length != probabilities.length) {
      throw new IllegalArgumentException(
          "a distribution needs one probability a token, but has %d for %d tokens"
              .formatted(probabilities.length, tokens.length));
    }
    if (tokens.length == 0) {
      throw new IllegalArgumentException("a distribution needs at least one token");
    }
    double sum = 0;
    for (int i = 0; i < tokens.length; i++) {
      requireToken(tokens[i]);
      requireProbability(tokens[i], probabilities[i]);
      if (i > 0 && !inOrder(tokens, probabilities, i)) {
        throw new IllegalArgumentException(
            "a distribution is sorted by probability, then token, but entry %d is out of order"
                .formatted(i));
      }
      sum += probabilities[i];
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
      throw new IllegalArgumentException("probabilities sum to one, but these to " + sum);
    }
    requireDistinct(tokens);
  }

  /** The one token that must come. */
  public static Distribution certain(int token) {
    return new Distribution(new int[] {token}, new float[] {1});
  }

  /**
   * Sorts and normalises.
   *
   * @param weights not negative, at least one of them above zero
   */
  public static Distribution of(int[] tokens, float[] weights) {
    if (tokens.length != weights.length) {
      throw new IllegalArgumentException(
          "%d weights for %d tokens".formatted(weights.length, tokens.length));
    }
    double sum = 0;
    for (int i = 0; i < tokens.length; i++) {
      requireToken(tokens[i]);
      requireProbability(tokens[i], weights[i]);
      sum += weights[i];
    }
    if (sum == 0) {
      throw new IllegalArgumentException("no token has a weight above zero");
    }
    float[] probabilities = new float[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      probabilities[i] = (float) (weights[i] / sum);
    }
    return sorted(tokens, probabilities);
  }

  /**
   * Softmax over the {@code k} largest logits.
   *
   * @param logits one a token of the vocabulary; minus infinity is a token that a grammar forbids
   */
  public static Distribution ofLogits(float[] logits, int k) {
    return ofLogits(logits, k, new int[0]);
  }

  /**
   * Softmax over the {@code k} largest logits and those of the tokens to {@code include} whatever
   * their rank, so that a bias can raise a token that the model would hardly say.
   */
  public static Distribution ofLogits(float[] logits, int k, int[] include) {
    int[] chosen = Largest.of(logits, k, include);
    double max = Double.NEGATIVE_INFINITY;
    for (int token : chosen) {
      max = Math.max(max, logits[token]);
    }
    double[] raised = new double[chosen.length];
    double sum = 0;
    for (int i = 0; i < chosen.length; i++) {
      raised[i] = StrictMath.exp(logits[chosen[i]] - max);
      sum += raised[i];
    }
    float[] probabilities = new float[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      probabilities[i] = (float) (raised[i] / sum);
    }
    return sorted(chosen, probabilities);
  }

  /** The same prediction over its {@code k} most likely tokens only, renormalised. */
  public Distribution truncated(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("a distribution keeps at least one token, not " + k);
    }
    return k >= tokens.length
        ? this
        : of(Arrays.copyOf(tokens, k), Arrays.copyOf(probabilities, k));
  }

  static Distribution sorted(int[] tokens, float[] probabilities) {
    // The bits of a float that is not negative order as the float does: inverted they sort
    // descending, and the token beneath them breaks ties towards the lower id.
    long[] keys = new long[tokens.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (long) ~Float.floatToRawIntBits(probabilities[i] + 0f) << 32 | tokens[i];
    }
    Arrays.sort(keys);
    int[] sortedTokens = new int[keys.length];
    float[] sortedProbabilities = new float[keys.length];
    for (int i = 0; i < keys.length; i++) {
      sortedTokens[i] = (int) keys[i];
      sortedProbabilities[i] = Float.intBitsToFloat(~(int) (keys[i] >> 32));
    }
    return new Distribution(sortedTokens, sortedProbabilities);
  }

  private static void requireToken(int token) {
    if (token < 0) {
      throw new IllegalArgumentException("token ids are not negative, but one is " + token);
    }
  }

  private static void requireProbability(int token, float probability) {
    if (!(probability >= 0) || probability == Float.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "probabilities are finite and not negative, but token %d has %s"
              .formatted(token, probability));
    }
  }

  private static boolean inOrder(int[] tokens, float[] probabilities, int i) {
    return probabilities[i - 1] > probabilities[i]
        || (probabilities[i - 1] == probabilities[i] && tokens[i - 1] < tokens[i]);
  }

  private static void requireDistinct(int[] tokens) {
    int[] byId = tokens.clone();
    Arrays.sort(byId);
    for (int i = 1; i < byId.length; i++) {
      if (byId[i] == byId[i - 1]) {
        throw new IllegalArgumentException(
            "a distribution names each token once, but token %d twice".formatted(byId[i]));
      }
    }
  }

  /** How many tokens it names. */
  public int size() {
    return tokens.length;
  }

  /** The token of rank {@code i}, 0 the most likely. */
  public int token(int i) {
    return tokens[i];
  }

  /** The probability of the token of rank {@code i}. */
  public float probability(int i) {
    return probabilities[i];
  }

  /** The probability of {@code token}: zero where it is not named. */
  public float probabilityOf(int token) {
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] == token) {
        return probabilities[i];
      }
    }
    return 0;
  }

  /** The most likely token; of equals the one with the lower id. */
  public int best() {
    return tokens[0];
  }

  @Override
  public int[] tokens() {
    return tokens.clone();
  }

  @Override
  public float[] probabilities() {
    return probabilities.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Distribution that
        && Arrays.equals(tokens, that.tokens)
        && Arrays.equals(probabilities, that.probabilities);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(tokens) + Arrays.hashCode(probabilities);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Distribution[");
    for (int i = 0; i < Math.min(5, tokens.length); i++) {
      text.append(i == 0 ? "" : ", ").append(tokens[i]).append('=').append(probabilities[i]);
    }
    return text.append(tokens.length > 5 ? ", … of " + tokens.length + "]" : "]").toString();
  }
}
