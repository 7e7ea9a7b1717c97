package witan.functions.question;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Remembers the vectors of the questions asked last, so that one asked again costs no embedding.
 *
 * <p>Under the question's SHA-256: no text is kept, and a long question takes no more room than a
 * short one.
 */
public final class RecentQuestions implements Embedding {

  private final Embedding embedding;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, float[]> recent;

  /**
   * @param capacity how many vectors are kept, about 1.7 kB each; 0 keeps none
   */
  public RecentQuestions(Embedding embedding, int capacity) {
    this.embedding = embedding;
    this.recent =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
            return size() > capacity;
          }
        };
  }

  @Override
  public float[] of(String text) {
    String key = sha256(text);
    lock.lock();
    try {
      float[] known = recent.get(key);
      if (known != null) {
        return known.clone();
      }
    } finally {
      lock.unlock();
    }
    float[] vector = embedding.of(text);
    lock.lock();
    try {
      recent.put(key, vector.clone());
    } finally {
      lock.unlock();
    }
    return vector;
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
