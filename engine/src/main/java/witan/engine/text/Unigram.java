package witan.engine.text;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The likeliest way to write a text as tokens of a unigram model (Kudo 2018), found by Viterbi's
 * algorithm: the sum of the tokens' scores is the greatest.
 */
final class Unigram implements WordModel {
  private static final int NONE = -1;

  /** An unknown character costs that much more than the least likely token. */
  private static final double UNKNOWN_COST = 10;

  private final PrefixTree tree = new PrefixTree();
  private final double[] scores;
  private final double unknownScore;
  private final Characters characters;

  /**
   * The model of a vocabulary.
   *
   * @param words the tokens that a text may become
   * @param scores logarithms of probabilities, one a token
   * @param characters what becomes of those that no token begins with
   */
  Unigram(Map<String, Integer> words, double[] scores, Characters characters) {
    this.scores = scores.clone();
    this.characters = characters;
    double least = 0;
    for (Map.Entry<String, Integer> word : words.entrySet()) {
      tree.putIfAbsent(word.getKey(), word.getValue());
      least = Math.min(least, scores[word.getValue()]);
    }
    unknownScore = least - UNKNOWN_COST;
  }

  @Override
  public int[] tokens(String word) {
    int length = word.length();
    double[] best = new double[length + 1];
    int[] from = new int[length + 1];
    int[] token = new int[length + 1];
    Arrays.fill(from, NONE);
    for (int start = 0; start < length; ) {
      int next = start + Character.charCount(word.codePointAt(start));
      boolean single = false;
      int node = PrefixTree.ROOT;
      for (int end = start; end < length; ) {
        node = tree.child(node, word.charAt(end++));
        if (node == PrefixTree.NONE) {
          break;
        }
        int found = tree.value(node);
        if (found != NONE) {
          offer(best, from, token, start, end, found, scores[found]);
          single |= end == next;
        }
      }
      if (!single) {
        offer(best, from, token, start, next, NONE, unknownScore);
      }
      start = next;
    }
    return backwards(word, from, token);
  }

  private static void offer(
      double[] best, int[] from, int[] token, int start, int end, int found, double score) {
    double sum = best[start] + score;
    if (from[end] == NONE || sum > best[end]) {
      best[end] = sum;
      from[end] = start;
      token[end] = found;
    }
  }

  /** The tokens from the last to the first; unknown characters in a row are one part. */
  private int[] backwards(String word, int[] from, int[] token) {
    Deque<int[]> parts = new ArrayDeque<>();
    for (int end = word.length(); end > 0; ) {
      int start = from[end];
      if (token[end] != NONE) {
        parts.addFirst(new int[] {token[end]});
      } else {
        while (start > 0 && token[start] == NONE) {
          start = from[start];
        }
        parts.addFirst(characters.tokens(word.substring(start, end)));
      }
      end = start;
    }
    return parts.stream().flatMapToInt(IntStream::of).toArray();
  }
}
