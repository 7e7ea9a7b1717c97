package witan.graphql.expert;

import witan.mixture.Distribution;

/** Distributions from the wire, believed only when they are ones. */
final class Prediction {

  private static final int LARGEST = 1024;

  private Prediction() {}

  /**
   * Checks what an expert sent.
   *
   * @throws ExpertLostException when it is no distribution: wrong counts, NaN, negative, not
   *     summing to one, a token twice
   */
  static Distribution of(witan.protocol.v1.Distribution wire) throws ExpertLostException {
    int size = wire.getTokensCount();
    if (size == 0 || size > LARGEST || size != wire.getProbabilitiesCount()) {
      throw broken(
          "it sent %d probabilities for %d tokens".formatted(wire.getProbabilitiesCount(), size));
    }
    int[] tokens = new int[size];
    float[] probabilities = new float[size];
    for (int i = 0; i < size; i++) {
      tokens[i] = wire.getTokens(i);
      probabilities[i] = wire.getProbabilities(i);
    }
    try {
      return new Distribution(tokens, probabilities);
    } catch (IllegalArgumentException e) {
      throw broken("it sent no distribution: " + e.getMessage());
    }
  }

  private static ExpertLostException broken(String reason) {
    return new ExpertLostException(ExpertLostException.Loss.BROKEN, reason);
  }
}
