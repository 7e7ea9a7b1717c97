package witan.engine.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;
import witan.engine.ModelException;

/** Which neighbouring tokens become one, and in which order. Immutable. */
final class Merges {
  private static final int NONE = -1;

  // From a pair of tokens to the merge's place in the arrays.
  private final PairTable places = new PairTable();
  private final int[] ranks;
  private final int[] results;

  /** Two texts that become one. */
  record Merge(String left, String right) {

    /**
     * The merge of a line such as {@code th e}.
     *
     * @throws ModelException if it is none
     */
    static Merge of(String line) {
      int space = line.indexOf(' ', 1);
      if (space < 0) {
        throw new ModelException("The merge \"" + line + "\" is no pair: the file is damaged.");
      }
      return new Merge(line.substring(0, space), line.substring(space + 1));
    }

    private String whole() {
      return left + right;
    }

    private int number(String text, Map<String, Integer> numbers) {
      Integer number = numbers.get(text);
      if (number == null) {
        throw new ModelException(
            "The merge \"%s %s\" needs the token \"%s\", which the vocabulary lacks: the file is damaged."
                .formatted(left, right, text));
      }
      return number;
    }
  }

  /** A pair of tokens, its rank and the token that it becomes. */
  private record Entry(int left, int right, int rank, int result) {}

  private Merges(List<Entry> entries) {
    ranks = new int[entries.size()];
    results = new int[entries.size()];
    for (int i = 0; i < ranks.length; i++) {
      Entry entry = entries.get(i);
      places.putIfAbsent(entry.left, entry.right, i);
      ranks[i] = entry.rank;
      results[i] = entry.result;
    }
  }

  /**
   * The merges of a vocabulary that lists them, the most important first.
   *
   * @param numbers the number of each token's text
   * @param ordinary the tokens that merges may take and make: no text can become another
   * @throws ModelException if a merge is of tokens that there are none of
   */
  static Merges listed(List<Merge> merges, Map<String, Integer> numbers, IntPredicate ordinary) {
    List<Entry> entries = new ArrayList<>(merges.size());
    for (int rank = 0; rank < merges.size(); rank++) {
      Merge merge = merges.get(rank);
      int left = merge.number(merge.left, numbers);
      int right = merge.number(merge.right, numbers);
      int result = merge.number(merge.whole(), numbers);
      if (ordinary.test(left) && ordinary.test(right) && ordinary.test(result)) {
        entries.add(new Entry(left, right, rank, result));
      }
    }
    return new Merges(entries);
  }

  /**
   * The merges of a vocabulary that scores its tokens, as SentencePiece has it: any two that
   * together are one merge, those of the highest score first.
   *
   * @param words the tokens that merges may take and make
   * @param scores one a token
   */
  static Merges scored(Map<String, Integer> words, float[] scores) {
    Map<Float, Integer> rankOf = new HashMap<>();
    words.values().stream()
        .map(token -> scores[token] + 0f) // -0 is 0
        .distinct()
        .sorted((one, other) -> Float.compare(other, one))
        .forEach(score -> rankOf.put(score, rankOf.size()));
    List<Entry> entries = new ArrayList<>();
    words.forEach((text, token) -> {
      int rank = rankOf.getOrDefault(scores[token] + 0f, 0);
      for (int cut = 1; cut < text.length(); cut++) {
        Integer left = words.get(text.substring(0, cut));
        Integer right = left == null ? null : words.get(text.substring(cut));
        if (left != null && right != null) {
          entries.add(new Entry(left, right, rank, token));
        }
      }
    });
    return new Merges(entries);
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
      if (tokens[left] == NONE || right == length) {
        continue;
      }
      int place = places.get(tokens[left], tokens[right]);
      if (place == PairTable.NONE || ranks[place] != rank) {
        continue;
      }
      tokens[left] = results[place];
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
    int place = places.get(tokens[left], tokens[right]);
    if (place != PairTable.NONE) {
      queue.add((long) ranks[place] << 32 | left);
    }
  }
}
