package witan.mixture;

import java.util.Arrays;

/**
 * Draws the token at a position: the one with the largest score plus Gumbel noise.
 *
 * <p>The score is {@code (log p − penalties + bias) / temperature}. Top-k, min-p and top-p drop
 * tokens by their scores, in this order. At temperature 0 there is no noise and the largest score
 * wins. Of equal tokens the one with the lower id wins. Without state, and safe for many threads:
 * the same arguments give the same token on any machine.
 */
public final class Sampler {

  private final Sampling sampling;
  private final boolean neutral;

  /** A sampler for one answer. */
  public Sampler(Sampling sampling) {
    this.sampling = sampling;
    this.neutral = !sampling.penalises() && sampling.logitBias().isEmpty();
  }

  /** How it draws. */
  public Sampling sampling() {
    return sampling;
  }

  /**
   * The token at {@code position}.
   *
   * @param mixed the mixture's distribution there
   * @param generated the answer's tokens before it, for the penalties
   */
  public int draw(Distribution mixed, int position, int[] generated) {
    if (sampling.temperature() == 0 && neutral) {
      return mixed.best();
    }
    Scores scores = Scores.of(mixed, sampling, generated);
    if (sampling.temperature() == 0) {
      return scores.token(0);
    }
    int kept = scores.kept(sampling);
    long key = Gumbel.key(sampling.seed(), sampling.choice(), position);
    int best = scores.token(0);
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < kept; i++) {
      int token = scores.token(i);
      double score = scores.score(i) + Gumbel.noise(key, token);
      if (score > bestScore || (score == bestScore && token < best)) {
        best = token;
        bestScore = score;
      }
    }
    return best;
  }

  /**
   * What {@link #draw} draws from: the mixed distribution after penalties, bias, temperature and
   * filters.
   */
  public Distribution drawnFrom(Distribution mixed, int[] generated) {
    Scores scores = Scores.of(mixed, sampling, generated);
    if (sampling.temperature() == 0) {
      return Distribution.certain(scores.token(0));
    }
    int kept = scores.kept(sampling);
    int[] tokens = new int[kept];
    float[] weights = new float[kept];
    for (int i = 0; i < kept; i++) {
      tokens[i] = scores.token(i);
      weights[i] = (float) StrictMath.exp(scores.score(i) - scores.score(0));
    }
    return Distribution.of(tokens, weights);
  }

  /** {@link #draw} with the answer in the first {@code length} places of a larger array. */
  int draw(Distribution mixed, int position, int[] answer, int length) {
    // Only penalties look back; without them the copy is spared.
    return draw(mixed, position, sampling.penalises() ? Arrays.copyOf(answer, length) : answer);
  }
}
