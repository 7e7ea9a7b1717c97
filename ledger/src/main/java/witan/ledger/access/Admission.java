package witan.ledger.access;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import witan.ledger.http.ServiceKey;

/** Answers whoever brings the service key, within the deadline; nothing is read of who does not. */
@Singleton
public class Admission {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final ServiceKey serviceKey;

  Admission(ServiceKey serviceKey) {
    this.serviceKey = serviceKey;
  }

  /** 200 with what is found. */
  Uni<Response> answer(@Nullable String authorization, Supplier<Uni<?>> found) {
    return admitted(authorization, () -> found.get().map(entity -> Response.ok(entity).build()));
  }

  /** 204 once it is done. */
  Uni<Response> done(@Nullable String authorization, Supplier<Uni<Void>> work) {
    return admitted(
        authorization, () -> work.get().replaceWith(() -> Response.noContent().build()));
  }

  private Uni<Response> admitted(@Nullable String authorization, Supplier<Uni<Response>> answer) {
    return serviceKey
        .refusal(authorization)
        .map(refusal -> Uni.createFrom().item(refusal))
        .orElseGet(() -> answer.get().ifNoItem().after(DEADLINE).fail());
  }
}
