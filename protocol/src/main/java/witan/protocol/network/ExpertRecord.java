package witan.protocol.network;

import java.time.Instant;

/**
 * An expert as the registry knows it.
 *
 * @param uid its number on its subnet, from 0 in order of registration; kept for good
 * @param lastSeen the last registration or heartbeat, by the registry's clock
 * @param healthy whether it was seen within the last six seconds
 */
public record ExpertRecord(
    ExpertDescriptor descriptor, int uid, Instant registeredAt, Instant lastSeen, boolean healthy) {

  public ExpertRecord {
    Valid.present(descriptor, "descriptor");
    Valid.atLeast(uid, 0, "uid");
    Valid.present(registeredAt, "registeredAt");
    Valid.present(lastSeen, "lastSeen");
  }

  public ExpertRecord withoutProfileVectors() {
    return new ExpertRecord(
        descriptor.withoutProfileVectors(), uid, registeredAt, lastSeen, healthy);
  }
}
