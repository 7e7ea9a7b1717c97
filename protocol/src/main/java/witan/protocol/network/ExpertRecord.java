package witan.protocol.network;

import java.time.Instant;

/**
 * An expert as the registry knows it.
 *
 * @param uid its number on its subnet, from 0 in order of registration; kept for good
 * @param lastSeen the last registration or heartbeat, by the registry's clock
 * @param healthy whether it was seen within the last six seconds
 * @param sessions open at its last heartbeat
 */
public record ExpertRecord(
    ExpertDescriptor descriptor,
    int uid,
    Instant registeredAt,
    Instant lastSeen,
    boolean healthy,
    int sessions) {

  /** One without open sessions. */
  public ExpertRecord(
      ExpertDescriptor descriptor,
      int uid,
      Instant registeredAt,
      Instant lastSeen,
      boolean healthy) {
    this(descriptor, uid, registeredAt, lastSeen, healthy, 0);
  }

  public ExpertRecord {
    Valid.present(descriptor, "descriptor");
    Valid.atLeast(uid, 0, "uid");
    Valid.present(registeredAt, "registeredAt");
    Valid.present(lastSeen, "lastSeen");
    Valid.atLeast(sessions, 0, "sessions");
  }

  public ExpertRecord withoutProfileVectors() {
    return new ExpertRecord(
        descriptor.withoutProfileVectors(), uid, registeredAt, lastSeen, healthy, sessions);
  }
}
