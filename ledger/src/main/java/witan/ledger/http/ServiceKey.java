package witan.ledger.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The key that the services of one operator share. */
@Singleton
public final class ServiceKey {

  private final witan.protocol.key.ServiceKey key;

  ServiceKey(@ConfigProperty(name = "witan.service-key") String key) {
    this.key = new witan.protocol.key.ServiceKey(key);
  }

  /** The answer to whoever does not bring the key; none if they do. */
  public Optional<Response> refusal(@Nullable String authorization) {
    if (key.admits(authorization)) {
      return Optional.empty();
    }
    Problem problem = Problem.of(401, "Send the header \"Authorization: Bearer <service key>\".");
    return Optional.of(
        Response.fromResponse(problem.response())
            .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
            .build());
  }
}
