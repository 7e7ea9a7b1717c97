package witan.engine.quantize;

import java.util.Arrays;
import witan.engine.LanguageModel;
import witan.engine.Sequence;

/**
 * How well a model predicts a text: e to the mean of the tokens' negative log-probabilities. The
 * text is cut into stretches, each of which begins anew.
 */
final class Perplexity {
  private static final int STRETCH = 512;

  /** Rows of logits at once: each is as wide as the vocabulary. */
  private static final int ROWS = 32;

  private Perplexity() {}

  /**
   * Of the text's first tokens.
   *
   * @param most how many of them
   * @throws IllegalArgumentException if the text has fewer than two
   */
  static double of(LanguageModel model, String text, int most) {
    int[] tokens = model.tokenizer().encode(text);
    tokens = Arrays.copyOf(tokens, Math.min(tokens.length, most));
    if (tokens.length < 2) {
      throw new IllegalArgumentException("the text is too short to be predicted");
    }
    int[] begin = model.tokenizer().beginOfText();
    int stretch = Math.min(STRETCH, model.contextLength()) - begin.length;
    double sum = 0;
    int predicted = 0;
    try (Sequence sequence = model.open()) {
      for (int from = 0; from < tokens.length; from += stretch) {
        int to = Math.min(from + stretch, tokens.length);
        int[] all = Arrays.copyOf(begin, begin.length + to - from);
        System.arraycopy(tokens, from, all, begin.length, to - from);
        sequence.truncate(0);
        for (int at = 0; at < all.length; at += ROWS) {
          int[] some = Arrays.copyOfRange(all, at, Math.min(at + ROWS, all.length));
          float[][] logits = sequence.append(some, some.length);
          for (int i = 0; i < some.length && at + i + 1 < all.length; i++) {
            sum += surprise(logits[i], all[at + i + 1]);
            predicted++;
          }
        }
      }
    }
    return Math.exp(sum / predicted);
  }

  /** A token's negative log-probability. */
  private static double surprise(float[] logits, int token) {
    double largest = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    return largest + Math.log(sum) - logits[token];
  }
}
