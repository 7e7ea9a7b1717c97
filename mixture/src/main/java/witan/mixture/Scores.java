package witan.mixture;

import java.util.Arrays;
import java.util.Map;

/** Tokens with their scores, the best first, equals by token id. */
final class Scores {

  /** The log-probability that counts as logit zero: one in 65,536 ({@link Sampling}). */
  private static final double LOGIT_ZERO = -16 * StrictMath.log(2);

  private final int[] tokens;
  private final double[] scores;

  private Scores(int[] tokens, double[] scores) {
    this.tokens = tokens;
    this.scores = scores;
  }

  int token(int i) {
    return tokens[i];
  }

  double score(int i) {
    return scores[i];
  }

  /** Log-probabilities with penalties, bias and temperature; tokens of probability 0 left out. */
  static Scores of(Distribution mixed, Sampling sampling, int[] generated) {
    int size = mixed.size();
    while (mixed.probability(size - 1) == 0) {
      size--;
    }
    int[] tokens = Arrays.copyOf(mixed.tokens(), size);
    double[] scores = new double[size];
    for (int i = 0; i < size; i++) {
      scores[i] = StrictMath.log(mixed.probability(i));
    }
    boolean moved = penalise(tokens, scores, sampling, generated) | bias(tokens, scores, sampling);
    if (moved) {
      sort(tokens, scores);
    }
    if (sampling.temperature() > 0) {
      for (int i = 0; i < size; i++) {
        scores[i] /= sampling.temperature();
      }
    }
    return new Scores(tokens, scores);
  }

  private static boolean penalise(
      int[] tokens, double[] scores, Sampling sampling, int[] generated) {
    if (!sampling.penalises() || generated.length == 0) {
      return false;
    }
    int[] byId = generated.clone();
    Arrays.sort(byId);
    boolean moved = false;
    for (int i = 0; i < tokens.length; i++) {
      int count = count(byId, tokens[i]);
      if (count > 0) {
        if (sampling.repetitionPenalty() != 1) {
          scores[i] = repeated(scores[i], sampling.repetitionPenalty());
        }
        scores[i] -= sampling.frequencyPenalty() * count + sampling.presencePenalty();
        moved = true;
      }
    }
    return moved;
  }

  private static double repeated(double score, double penalty) {
    double logit = score - LOGIT_ZERO;
    return LOGIT_ZERO + (logit > 0 ? logit / penalty : logit * penalty);
  }

  private static int count(int[] sorted, int token) {
    return firstAtLeast(sorted, token + 1L) - firstAtLeast(sorted, token);
  }

  private static int firstAtLeast(int[] sorted, long bound) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean bias(int[] tokens, double[] scores, Sampling sampling) {
    Map<Integer, Float> biases = sampling.logitBias();
    if (biases.isEmpty()) {
      return false;
    }
    boolean moved = false;
    for (int i = 0; i < tokens.length; i++) {
      Float bias = biases.get(tokens[i]);
      if (bias != null) {
        scores[i] += bias;
        moved = true;
      }
    }
    return moved;
  }

  /** By insertion: few tokens move, and at most a few hundred are there. */
  private static void sort(int[] tokens, double[] scores) {
    for (int i = 1; i < tokens.length; i++) {
      int token = tokens[i];
      double score = scores[i];
      int at = i;
      while (at > 0
          && (scores[at - 1] < score || (scores[at - 1] == score && tokens[at - 1] > token))) {
        scores[at] = scores[at - 1];
        tokens[at] = tokens[at - 1];
        at--;
      }
      scores[at] = score;
      tokens[at] = token;
    }
  }

  /** How many of the best tokens top-k, min-p and top-p leave; at least one. */
  int kept(Sampling sampling) {
    int kept = tokens.length;
    if (sampling.topK() > 0) {
      kept = Math.min(kept, sampling.topK());
    }
    if (sampling.minP() > 0) {
      double least = scores[0] + StrictMath.log(sampling.minP());
      int at = 1;
      while (at < kept && scores[at] >= least) {
        at++;
      }
      kept = at;
    }
    return sampling.topP() < 1 ? reaching(sampling.topP(), kept) : kept;
  }

  private int reaching(double share, int of) {
    double[] raised = new double[of];
    double sum = 0;
    for (int i = 0; i < of; i++) {
      raised[i] = StrictMath.exp(scores[i] - scores[0]);
      sum += raised[i];
    }
    double reached = 0;
    int at = 0;
    while (at < of && reached < share * sum) {
      reached += raised[at++];
    }
    return Math.max(1, at);
  }
}
