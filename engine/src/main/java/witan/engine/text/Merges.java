package witan.engine.text;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;
import witan.engine.ModelException;

/** Which neighbouring tokens become one, and in which order. Immutable. */
final class Merges {
  private static final int NONE = -1;
  private static final long EMPTY = -1;

  // An open-addressed table from a pair of tokens to the merge's rank: a boxed map of Llama 3's
  // 280,000 merges would take ten times the memory and half the speed.
  private final long[] pairs;
  private final int[] ranks;
  private final int[] merged;

  /**
   * Reads the merges of a vocabulary.
   *
   * @param numbers the number of each token's text
   * @param special tokens that no merge may make, so that no text can become one
   * @throws ModelException if a merge is malformed or of tokens that there are none of
   */
  Merges(List<String> merges, Map<String, Integer> numbers, IntPredicate special) {
    int size = Integer.highestOneBit(Math.max(merges.size(), 8)) * 4;
    pairs = new long[size];
    Arrays.fill(pairs, EMPTY);
    ranks = new int[size];
    merged = new int[merges.size()];
    for (int rank = 0; rank < merged.length; rank++) {
      String merge = merges.get(rank);
      int space = merge.indexOf(' ', 1);
      if (space < 0) {
        throw new ModelException("The merge \"" + merge + "\" is no pair: the file is damaged.");
      }
      int left = number(merge.substring(0, space), merge, numbers);
      int right = number(merge.substring(space + 1), merge, numbers);
      merged[rank] = number(merge.substring(0, space) + merge.substring(space + 1), merge, numbers);
      if (!special.test(left) && !special.test(right) && !special.test(merged[rank])) {
        put(pair(left, right), rank);
      }
    }
  }

  private static int number(String text, String merge, Map<String, Integer> numbers) {
    Integer number = numbers.get(text);
    if (number == null) {
      throw new ModelException(
          "The merge \"%s\" needs the token \"%s\", which the vocabulary lacks: the file is damaged."
              .formatted(merge, text));
    }
    return number;
  }

  private static long pair(int left, int right) {
    return (long) left << 32 | right;
  }

  private void put(long pair, int rank) {
    int at = slot(pair);
    if (pairs[at] == EMPTY) {
      pairs[at] = pair;
      ranks[at] = rank;
    }
  }

  /** Where the pair stands, or the free place where it would. */
  private int slot(long pair) {
    long mixed = pair * 0x9E3779B97F4A7C15L;
    int at = (int) (mixed >>> 33) & pairs.length - 1;
    while (pairs[at] != EMPTY && pairs[at] != pair) {
      at = at + 1 & pairs.length - 1;
    }
    return at;
  }

  private int rank(int left, int right) {
    int at = slot(pair(left, right));
    return pairs[at] == EMPTY ? NONE : ranks[at];
  }

  /**
   * Merges the tokens of a word for as long as any two neighbours merge: the pair of the lowest
   * rank first, of several the leftmost.
   *
   * <p>A queue of pairs over a linked list, so O(n log n) however long the word is. A pair in the
   * queue may be out of date; its rank then differs from that of the tokens now at its place.
   */
  int[] apply(int[] word) {
    int length = word.length;
    int[] tokens = word.clone();
    int[] next = new int[length];
    int[] previous = new int[length];
    PriorityQueue<Long> queue = new PriorityQueue<>();
    for (int i = 0; i < length; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      if (i > 0) {
        offer(queue, tokens, i - 1, i);
      }
    }
    int count = length;
    for (Long entry = queue.poll(); entry != null; entry = queue.poll()) {
      int rank = (int) (entry >>> 32);
      int left = entry.intValue();
      int right = next[left];
      if (tokens[left] == NONE || right == length || rank(tokens[left], tokens[right]) != rank) {
        continue;
      }
      tokens[left] = merged[rank];
      tokens[right] = NONE;
      count--;
      next[left] = next[right];
      if (next[left] < length) {
        previous[next[left]] = left;
        offer(queue, tokens, left, next[left]);
      }
      if (previous[left] >= 0) {
        offer(queue, tokens, previous[left], left);
      }
    }
    int[] result = new int[count];
    for (int i = 0, at = 0; at < count; i = next[i]) {
      result[at++] = tokens[i];
    }
    return result;
  }

  private void offer(PriorityQueue<Long> queue, int[] tokens, int left, int right) {
    int rank = rank(tokens[left], tokens[right]);
    if (rank != NONE) {
      queue.add((long) rank << 32 | left);
    }
  }
}
