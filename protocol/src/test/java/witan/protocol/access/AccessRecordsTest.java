package witan.protocol.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;

class AccessRecordsTest {

  private static final Coldkey OWNER = new Coldkey("0x" + "ab".repeat(20));
  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

  @Test
  void aKeyIsTheSameAfterJson() {
    ApiKey key =
        new ApiKey(
            "0123456789abcdef",
            "0".repeat(64),
            "the web shop",
            OWNER,
            List.of("eu"),
            new Limits(60, 10_000, new Rao(5), new Caching(3600, 0.95)),
            NOON);

    assertThat(Json.read(Json.write(key), ApiKey.class)).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                                | \"id\"",
        "{\"id\": \"0123456789abcdef\"}                                    | \"digest\"",
        "{\"id\": \"0123456789abcdef\", \"digest\": \"%s\"}                | \"name\"",
        "{\"id\": \"0123456789abcdef\", \"digest\": \"%s\", \"name\": \"a\", \"limits\": {\"requestsPerMinute\": 0}} | \"requestsPerMinute\"",
        "{\"id\": \"0123456789abcdef\", \"digest\": \"%s\", \"name\": \"a\", \"limits\": {\"caching\": {\"seconds\": 9, \"similarity\": 2}}} | \"similarity\"",
        "{\"id\": \"0123456789abcdef\", \"digest\": \"%s\", \"name\": \"a\", \"labels\": [\"\"]} | \"labels\"",
      })
  void whatIsWrongWithAKeyIsNamed(String json, String named) {
    assertThatThrownBy(() -> Json.read(json.replace("%s", "0".repeat(64)), ApiKey.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  @Test
  void aKeyIsGoodUntilItExpiresOrIsRevoked() {
    ApiKey key =
        new ApiKey("0123456789abcdef", "0".repeat(64), "a", null, List.of(), Limits.NONE, NOON);

    assertThat(new ApiKeyRecord(key, NOON, null, Rao.ZERO, Rao.ZERO).isGood(NOON.minusMillis(1)))
        .isTrue();
    assertThat(new ApiKeyRecord(key, NOON, null, Rao.ZERO, Rao.ZERO).isGood(NOON)).isFalse();
    assertThat(new ApiKeyRecord(key, NOON, NOON, Rao.ZERO, Rao.ZERO).isGood(NOON.minusMillis(1)))
        .isFalse();
  }

  @Test
  void whatIsAvailableIsWhatNobodyElseHasAClaimTo() {
    EscrowInfo escrow =
        new EscrowInfo(OWNER, OWNER, new Rao(100), new Rao(10), new Rao(20), new Rao(30));

    assertThat(escrow.available()).isEqualTo(new Rao(40));
    assertThat(Json.write(escrow)).contains("\"available\":\"40\"");
    assertThat(Json.read(Json.write(escrow), EscrowInfo.class)).isEqualTo(escrow);
  }

  @Test
  void aChargeNamesEachExpertOnceAndNothingIsNoShare() {
    String share = "{\"hotkey\": \"%s\", \"amount\": \"%d\"}";
    String hotkey = "12".repeat(32);

    assertThatThrownBy(() ->
            Json.read(
                "{\"shares\": ["
                    + share.formatted(hotkey, 1)
                    + ","
                    + share.formatted(hotkey, 2)
                    + "]}",
                Charge.class))
        .hasMessageContaining("twice");
    assertThatThrownBy(
            () -> Json.read("{\"shares\": [" + share.formatted(hotkey, 0) + "]}", Charge.class))
        .hasMessageContaining("zero");
    assertThat(Charge.NOTHING.total()).isEqualTo(Rao.ZERO);
  }
}
