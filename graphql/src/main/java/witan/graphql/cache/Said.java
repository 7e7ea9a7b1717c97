package witan.graphql.cache;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a user said, and where that lies among meanings. */
final class Said {

  /** The embedder reads no more of a text; beyond that only the same text is alike. */
  private static final int LONGEST = 800;

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private final String text;
  private final List<String> numbers;
  private final float[] embedding;
  private final double length;

  /**
   * @param embedding of any length but zero
   */
  Said(String text, float[] embedding) {
    this.text = text;
    this.numbers = NUMBER.matcher(text).results().map(MatchResult::group).toList();
    this.embedding = embedding;
    this.length = Math.sqrt(product(embedding, embedding));
  }

  String text() {
    return text;
  }

  /** About how many bytes of memory it takes. */
  int size() {
    return 2 * text.length() + 4 * embedding.length;
  }

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
        || !numbers.equals(other.numbers)) {
      return -1;
    }
    return product(embedding, other.embedding) / (length * other.length);
  }

  private static double product(float[] a, float[] b) {
    double product = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
    }
    return product;
  }
}
