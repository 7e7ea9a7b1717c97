package witan.functions.question;

import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the vectors of the questions asked last, so that one asked again costs no embedding.
 *
 * <p>Under the question's SHA-256: no text is kept, and a long question takes no more room than a
 * short one.
 */
public final class RecentQuestions {

  private final Function<String, Uni<float[]>> embedding;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, float[]> recent;

  /**
   * @param capacity how many vectors are kept, about 1.7 kB each; 0 keeps none
   */
  public RecentQuestions(Function<String, Uni<float[]>> embedding, int capacity) {
    this.embedding = embedding;
    this.recent =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
            return size() > capacity;
          }
        };
  }

  /** The vector of {@code text}; at once if it is remembered. */
  public Uni<float[]> of(String text) {
    String key = sha256(text);
    float[] known = remembered(key);
    return known == null
        ? embedding.apply(text).invoke(vector -> remember(key, vector))
        : Uni.createFrom().item(known);
  }

  private float @Nullable [] remembered(String key) {
    lock.lock();
    try {
      float[] known = recent.get(key);
      return known == null ? null : known.clone();
    } finally {
      lock.unlock();
    }
  }

  private void remember(String key, float[] vector) {
    lock.lock();
    try {
      recent.put(key, vector.clone());
    } finally {
      lock.unlock();
    }
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
