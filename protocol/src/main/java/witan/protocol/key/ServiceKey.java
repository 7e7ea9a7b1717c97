package witan.protocol.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The secret that the services of one operator share, as it is sent and checked over HTTP. */
public final class ServiceKey {

  private final String header;
  private final byte[] digest;

  /**
   * @throws IllegalArgumentException if it is blank
   */
  public ServiceKey(String key) {
    if (key.isBlank()) {
      throw new IllegalArgumentException(
          "witan.service-key is empty; set it to the secret that this operator's services share");
    }
    this.header = "Bearer " + key;
    this.digest = sha256(header);
  }

  /** The value of the header {@code Authorization} that brings the key. */
  public String header() {
    return header;
  }

  /** Whether a value of the header {@code Authorization} brings the key. */
  public boolean admits(@Nullable String authorization) {
    // Of equal length, whatever was sent: the time taken says nothing about the key.
    return authorization != null && MessageDigest.isEqual(sha256(authorization), digest);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "ServiceKey";
  }
}
