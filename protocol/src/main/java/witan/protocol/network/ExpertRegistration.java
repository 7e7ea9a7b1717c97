package witan.protocol.network;

import java.time.Instant;
import java.util.UUID;

/**
 * The wish to be listed: payload of the signed message {@code expert.register}.
 *
 * @param id made by the expert: sent again under the same id, it is done once
 * @param issuedAt the expert's clock; within five minutes of the registry's
 */
public record ExpertRegistration(UUID id, Instant issuedAt, ExpertDescriptor descriptor) {

  /** The signed message's type. */
  public static final String TYPE = "expert.register";

  public ExpertRegistration {
    Valid.present(id, "id");
    Valid.present(issuedAt, "issuedAt");
    Valid.present(descriptor, "descriptor");
  }
}
