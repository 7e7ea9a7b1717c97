package witan.protocol.network;

import java.time.Instant;
import witan.protocol.key.Hotkey;

/** A clean farewell: payload of the signed message {@code expert.deregister}. */
public record Deregistration(Hotkey hotkey, Instant sentAt) {

  /** The signed message's type. */
  public static final String TYPE = "expert.deregister";

  public Deregistration {
    Valid.present(hotkey, "hotkey");
    Valid.present(sentAt, "sentAt");
  }
}
