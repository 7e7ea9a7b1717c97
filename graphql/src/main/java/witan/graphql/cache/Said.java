package witan.graphql.cache;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a user said, and where that lies among meanings.
 *
 * @param embedding of any length but zero
 */
record Said(String text, float[] embedding) {

  /** The embedder reads no more of a text; beyond that only the same text is alike. */
  private static final int LONGEST = 800;

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  /**
   * The cosine with another: 1 for the same text, and −1 where a number differs, which embeddings
   * hardly notice and answers do.
   */
  double likeness(Said other) {
    if (text.equals(other.text)) {
      return 1;
    }
    if (text.length() > LONGEST
        || other.text.length() > LONGEST
        || !numbers().equals(other.numbers())) {
      return -1;
    }
    double product = 0;
    double own = 0;
    double others = 0;
    for (int i = 0; i < embedding.length; i++) {
      product += embedding[i] * other.embedding[i];
      own += embedding[i] * embedding[i];
      others += other.embedding[i] * other.embedding[i];
    }
    return product / Math.sqrt(own * others);
  }

  private List<String> numbers() {
    return NUMBER.matcher(text).results().map(MatchResult::group).toList();
  }
}
