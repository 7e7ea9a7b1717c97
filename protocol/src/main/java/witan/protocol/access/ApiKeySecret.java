package witan.protocol.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API key as its client holds it: {@code wk-}, the key's id in 16 hexadecimal digits, a hyphen,
 * and 256 random bits in 43 characters of base64url.
 *
 * <p>Only its {@link #digest} is kept anywhere. With that many random bits a plain SHA-256 is as
 * good as a slow hash: there is nothing to guess.
 */
public final class ApiKeySecret {

  private static final Pattern FORM = Pattern.compile("wk-([0-9a-f]{16})-[A-Za-z0-9_-]{43}");
  private static final int SECRET_BYTES = 32;

  private final String id;
  private final String text;

  private ApiKeySecret(String id, String text) {
    this.id = id;
    this.text = text;
  }

  /** A new key. */
  public static ApiKeySecret generate(RandomGenerator random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    String id = HexFormat.of().toHexDigits(random.nextLong());
    String text = "wk-" + id + "-" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    return new ApiKeySecret(id, text);
  }

  /** Reads a key; none if the text has not the form of one. */
  public static Optional<ApiKeySecret> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches() ? Optional.of(new ApiKeySecret(form.group(1), text)) : Optional.empty();
  }

  /** By which the key is known; no secret. */
  public String id() {
    return id;
  }

  /** What the client sends. */
  public String text() {
    return text;
  }

  /** SHA-256 of {@link #text} in 64 hexadecimal digits. */
  public String digest() {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** Whether this is the key with that digest; the time taken does not depend on the answer. */
  public boolean matches(ApiKey key) {
    return MessageDigest.isEqual(
        digest().getBytes(StandardCharsets.US_ASCII),
        key.digest().getBytes(StandardCharsets.US_ASCII));
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "ApiKeySecret[" + id + "]";
  }
}
