package witan.protocol.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import witan.protocol.Json;
import witan.protocol.key.HotkeyPair;
import witan.protocol.network.Heartbeat;

class SignedMessageTest {

  private final HotkeyPair sender = HotkeyPair.generate();
  private final Heartbeat heartbeat =
      new Heartbeat(sender.hotkey(), Instant.parse("2026-11-23T12:00:00Z"), 1, 60);
  private final SignedMessage message = SignedMessage.of(Heartbeat.TYPE, heartbeat, sender);

  @Test
  void survivesItsJson() {
    SignedMessage read = Json.read(Json.write(message), SignedMessage.class);

    assertThat(read).isEqualTo(message);
    assertThat(read.verify()).isTrue();
    assertThat(read.read(Heartbeat.class)).isEqualTo(heartbeat);
    assertThat(Json.write(message)).contains("2026-11-23T12:00:00Z").doesNotContain("verify");
  }

  @Test
  void anotherTypePayloadOrSenderDoesNotVerify() {
    assertThat(
            new SignedMessage(
                    "expert.deregister", message.payload(), message.hotkey(), message.signature())
                .verify())
        .isFalse();
    assertThat(
            new SignedMessage(message.type(), "{}", message.hotkey(), message.signature()).verify())
        .isFalse();
    assertThat(
            new SignedMessage(
                    message.type(),
                    message.payload(),
                    HotkeyPair.generate().hotkey(),
                    message.signature())
                .verify())
        .isFalse();
  }

  @Test
  void aTypeCannotRunIntoThePayload() {
    assertThatThrownBy(() -> SignedMessage.sign("a\nb", "{}", sender))
        .hasMessageContaining("\"type\"");
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> Json.read("{\"type\":\"heartbeat\"}", SignedMessage.class))
        .hasMessageContaining("\"payload\"");
  }
}
