package witan.protocol.network;

import java.time.Duration;
import java.time.Instant;
import witan.protocol.key.Hotkey;

/**
 * A sign of life: payload of the signed message {@code heartbeat}.
 *
 * @param sentAt the expert's clock
 * @param sessions open now
 * @param passages in its corpus
 */
public record Heartbeat(Hotkey hotkey, Instant sentAt, int sessions, int passages) {

  /** The signed message's type. */
  public static final String TYPE = "heartbeat";

  /** How often an expert sends one. */
  public static final Duration EVERY = Duration.ofSeconds(2);

  /** How long after the last one an expert counts as healthy. */
  public static final Duration HEALTHY_FOR = Duration.ofSeconds(6);

  public Heartbeat {
    Valid.present(hotkey, "hotkey");
    Valid.present(sentAt, "sentAt");
    Valid.atLeast(sessions, 0, "sessions");
    Valid.atLeast(passages, 0, "passages");
  }
}
