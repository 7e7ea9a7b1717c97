package witan.ledger.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The key that the services of one operator share. */
@Singleton
public final class ServiceKey {

  private final byte[] digest;

  ServiceKey(@ConfigProperty(name = "witan.service-key") String key) {
    if (key.isBlank()) {
      throw new IllegalArgumentException(
          "witan.service-key is empty; set it to the secret that this operator's services share");
    }
    this.digest = sha256("Bearer " + key);
  }

  /** The answer to whoever does not bring the key; none if they do. */
  public Optional<Response> refusal(@Nullable String authorization) {
    // Of equal length, whatever was sent: the time taken says nothing about the key.
    if (authorization != null && MessageDigest.isEqual(sha256(authorization), digest)) {
      return Optional.empty();
    }
    Problem problem = Problem.of(401, "Send the header \"Authorization: Bearer <service key>\".");
    return Optional.of(
        Response.fromResponse(problem.response())
            .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
            .build());
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
