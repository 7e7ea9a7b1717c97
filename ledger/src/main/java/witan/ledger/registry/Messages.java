package witan.ledger.registry;

import java.time.Duration;
import java.time.Instant;
import witan.ledger.http.BadRequest;
import witan.ledger.http.Refusal;
import witan.ledger.http.RefusedException;
import witan.protocol.key.Hotkey;
import witan.protocol.signature.SignedMessage;

/** The rules that every signed message has to pass; pure. */
final class Messages {

  /** How far the sender's clock may be from ours. */
  static final Duration TOLERANCE = Duration.ofMinutes(5);

  private Messages() {}

  /**
   * The payload of a message of the right type with a right signature.
   *
   * @throws RefusedException if it is not
   * @throws BadRequest if the payload is not a valid {@code payloadType}
   */
  static <T> T open(SignedMessage message, String type, Class<T> payloadType) {
    if (!message.type().equals(type)) {
      throw new RefusedException(
          Refusal.WRONG_TYPE, "This address takes messages of type \"" + type + "\".");
    }
    if (!message.verify()) {
      throw new RefusedException(
          Refusal.WRONG_SIGNATURE,
          "Sign the UTF-8 bytes of \"witan:\" + type + \"\\n\" + payload with Ed25519.");
    }
    return BadRequest.unless(message.payload(), payloadType);
  }

  /** Nobody speaks for another. */
  static void checkSpeaker(SignedMessage message, Hotkey subject) {
    if (!message.hotkey().equals(subject)) {
      throw new RefusedException(
          Refusal.WRONG_HOTKEY,
          "Sign with the key of " + subject + ", of whom the message speaks.");
    }
  }

  static void checkTime(Instant sent, Instant now) {
    if (Duration.between(sent, now).abs().compareTo(TOLERANCE) > 0) {
      throw new RefusedException(
          Refusal.OUT_OF_DATE,
          "The message is of " + sent + ", but it is " + now + " here; set the clock, sign anew.");
    }
  }
}
