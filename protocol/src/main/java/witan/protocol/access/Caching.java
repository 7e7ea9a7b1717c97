package witan.protocol.access;

/**
 * How long answers are kept, and how alike questions must be to share one.
 *
 * @param seconds 1 to 2,592,000 (30 days)
 * @param similarity the cosine of the questions' embeddings at least, above 0.5 up to 1
 */
public record Caching(int seconds, double similarity) {

  private static final int LONGEST = 30 * 24 * 3600;

  public Caching {
    if (seconds < 1 || seconds > LONGEST) {
      throw new IllegalArgumentException("\"seconds\" is " + seconds + "; 1 to " + LONGEST);
    }
    if (!(similarity > 0.5 && similarity <= 1)) {
      throw new IllegalArgumentException(
          "\"similarity\" is " + similarity + "; above 0.5, and 1 at most");
    }
  }
}
