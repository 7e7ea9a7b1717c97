package witan.functions.learning;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import witan.protocol.gate.GateContent;
import witan.protocol.gate.GateVersion;
import witan.protocol.key.ServiceKey;

/** The versions that the ledger stores. */
public final class LedgerVersions implements StoredVersions {

  private final GateLedger ledger;
  private final String authorization;

  public LedgerVersions(GateLedger ledger, ServiceKey key) {
    this.ledger = ledger;
    this.authorization = key.header();
  }

  @Override
  public Active active(@Nullable String known) {
    try (Response response =
        answer(() -> ledger.active(authorization, known == null ? null : "\"" + known + "\""))) {
      return switch (response.getStatus()) {
        case 304 -> new Active.Unchanged();
        case 204 -> new Active.Nothing();
        case 200 -> new Active.Other(response.readEntity(GateContent.class));
        default -> throw unusable(response);
      };
    }
  }

  @Override
  public @Nullable GateVersion find(UUID id) {
    try (Response response = answer(() -> ledger.version(authorization, id.toString()))) {
      return switch (response.getStatus()) {
        case 404 -> null;
        case 200 -> response.readEntity(GateVersion.class);
        default -> throw unusable(response);
      };
    }
  }

  @Override
  public @Nullable GateVersion store(UUID id, GateContent content) {
    try (Response response = answer(() -> ledger.store(authorization, id.toString(), content))) {
      return switch (response.getStatus()) {
        case 409 -> null;
        case 200 -> response.readEntity(GateVersion.class);
        default -> throw unusable(response);
      };
    }
  }

  // The client throws what is refused; here it is an answer like others.
  private static Response answer(Supplier<Response> call) {
    try {
      return call.get();
    } catch (WebApplicationException e) {
      return e.getResponse();
    }
  }

  private static IllegalStateException unusable(Response response) {
    String hint =
        response.getStatus() == 401 ? "; is witan.service-key the same at both ends?" : "";
    return new IllegalStateException(
        "the ledger answered with status " + response.getStatus() + hint);
  }
}
