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

  // The vocabulary as a tree of its characters.
  private final PairTable children = new PairTable();
  private final int[] tokenAt;
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
    int[] tokens = new int[1 + words.keySet().stream().mapToInt(String::length).sum()];
    Arrays.fill(tokens, NONE);
    int nodes = 1;
    double least = 0;
    for (Map.Entry<String, Integer> word : words.entrySet()) {
      int node = 0;
      for (char letter : word.getKey().toCharArray()) {
        int child = children.get(node, letter);
        if (child == NONE) {
          child = nodes++;
          children.putIfAbsent(node, letter, child);
        }
        node = child;
      }
      tokens[node] = word.getValue();
      least = Math.min(least, scores[word.getValue()]);
    }
    tokenAt = Arrays.copyOf(tokens, nodes);
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
      int node = 0;
      for (int end = start; end < length; ) {
        node = children.get(node, word.charAt(end++));
        if (node == NONE) {
          break;
        }
        int found = tokenAt[node];
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
