package witan.mixture;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How tokens are drawn from a mixed distribution.
 *
 * <p>Temperature, shares and penalties are rounded to floats, as they travel: a drafter that read
 * them from the wire has the same numbers as the mixture.
 *
 * @param temperature 0 takes the most likely token
 * @param topP keeps the most likely tokens that together reach this share; 1 keeps all
 * @param minP drops tokens less likely than this share of the most likely one; 0 drops none
 * @param topK keeps this many tokens; 0 keeps all
 * @param frequencyPenalty taken off a token's log-probability for each time it was generated
 * @param presencePenalty taken off once when it was generated at all
 * @param repetitionPenalty makes a token that was generated less likely above 1, likelier below; 1
 *     does nothing. Its logit is divided by it where it is positive, and multiplied where it is
 *     negative, as CTRL (arXiv 1909.05858) and those after it do. A mixture has no logits, and
 *     log-probabilities are never positive: so a token as likely as one in 65,536 counts as logit
 *     zero, about what every token of a vocabulary would have if all were alike. Only the answer's
 *     own tokens count, as the prompts are each expert's own; it applies before the other two
 * @param logitBias added to the log-probability of these tokens
 * @param seed of the noise
 * @param choice which of the answers to one request: each has noise of its own
 */
public record Sampling(
    double temperature,
    double topP,
    double minP,
    int topK,
    double frequencyPenalty,
    double presencePenalty,
    double repetitionPenalty,
    Map<Integer, Float> logitBias,
    long seed,
    int choice) {

  /** Rounds to floats and refuses what is out of range. */
  public Sampling {
    temperature = rounded(temperature);
    topP = rounded(topP);
    minP = rounded(minP);
    frequencyPenalty = rounded(frequencyPenalty);
    presencePenalty = rounded(presencePenalty);
    repetitionPenalty = rounded(repetitionPenalty);
    require(temperature >= 0 && Double.isFinite(temperature), "temperature", temperature);
    require(topP > 0 && topP <= 1, "topP", topP);
    require(minP >= 0 && minP <= 1, "minP", minP);
    require(topK >= 0, "topK", topK);
    require(Double.isFinite(frequencyPenalty), "frequencyPenalty", frequencyPenalty);
    require(Double.isFinite(presencePenalty), "presencePenalty", presencePenalty);
    require(
        repetitionPenalty > 0 && Double.isFinite(repetitionPenalty),
        "repetitionPenalty",
        repetitionPenalty);
    require(choice >= 0, "choice", choice);
    for (Map.Entry<Integer, Float> bias : logitBias.entrySet()) {
      require(Float.isFinite(bias.getValue()), "logitBias of " + bias.getKey(), bias.getValue());
    }
    logitBias = Collections.unmodifiableMap(new TreeMap<>(logitBias));
  }

  /** Without a repetition penalty. */
  public Sampling(
      double temperature,
      double topP,
      double minP,
      int topK,
      double frequencyPenalty,
      double presencePenalty,
      Map<Integer, Float> logitBias,
      long seed,
      int choice) {
    this(
        temperature,
        topP,
        minP,
        topK,
        frequencyPenalty,
        presencePenalty,
        1,
        logitBias,
        seed,
        choice);
  }

  private static double rounded(double number) {
    return (float) number;
  }

  private static void require(boolean holds, String name, Number value) {
    if (!holds) {
      throw new IllegalArgumentException(
          "sampling's %s is out of range: %s".formatted(name, value));
    }
  }

  /** Always the most likely token. */
  public static Sampling greedy() {
    return new Sampling(0, 1, 0, 0, 0, 0, Map.of(), 0, 0);
  }

  /** Plain sampling at a temperature. */
  public static Sampling at(double temperature, long seed) {
    return new Sampling(temperature, 1, 0, 0, 0, 0, Map.of(), seed, 0);
  }

  /** The same for another of the answers to one request. */
  public Sampling ofChoice(int other) {
    return with(seed, other);
  }

  /** The same with other noise. */
  public Sampling ofSeed(long other) {
    return with(other, choice);
  }

  private Sampling with(long otherSeed, int otherChoice) {
    return new Sampling(
        temperature,
        topP,
        minP,
        topK,
        frequencyPenalty,
        presencePenalty,
        repetitionPenalty,
        logitBias,
        otherSeed,
        otherChoice);
  }

  /** Whether what was generated before changes the scores. */
  boolean penalises() {
    return frequencyPenalty != 0 || presencePenalty != 0 || repetitionPenalty != 1;
  }
}
