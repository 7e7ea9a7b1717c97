package witan.protocol.network;

import java.time.Instant;
import witan.protocol.key.Hotkey;

/**
 * A hotkey registered on a subnet.
 *
 * @param owner the owner's account; empty if none was named
 * @param active whether it is registered now and healthy
 * @param lastUpdate the last registration or heartbeat, by the registry's clock
 */
public record Neuron(
    int uid,
    Hotkey hotkey,
    String owner,
    String endpoint,
    boolean active,
    Instant registeredAt,
    Instant lastUpdate) {

  public Neuron {
    Valid.atLeast(uid, 0, "uid");
    Valid.present(hotkey, "hotkey");
    owner = Valid.text(owner, "owner", 200);
    endpoint = Valid.endpoint(endpoint);
    Valid.present(registeredAt, "registeredAt");
    Valid.present(lastUpdate, "lastUpdate");
  }
}
