package witan.protocol.gate;

import witan.protocol.key.Hotkey;

/**
 * How quick an expert has been, as whoever asks the gate measured it.
 *
 * @param millis until its first token for a short question, the median of late; not negative
 */
public record FirstToken(Hotkey expert, double millis) {

  public FirstToken {
    if (expert == null) {
      throw new IllegalArgumentException("\"expert\" is missing; name its hotkey");
    }
    if (!(millis >= 0) || Double.isInfinite(millis)) {
      throw new IllegalArgumentException("\"millis\" is " + millis + "; 0 or more");
    }
  }
}
