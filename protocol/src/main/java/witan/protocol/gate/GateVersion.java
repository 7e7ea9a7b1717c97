package witan.protocol.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the gate had learned at one time, as the ledger lists it.
 *
 * @param id under which it was stored
 * @param version SHA-256 of its content, 64 hexadecimal digits
 * @param parent the version that it was learned on top of; null for the first
 * @param active whether the gate goes by it now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GateVersion(
    UUID id, String version, @Nullable String parent, Instant storedAt, boolean active) {}
