package witan.protocol.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;

class SignedCommandTest {

  private static final Domain DOMAIN = new Domain(31_337, "ab".repeat(32));
  private static final UUID ID = UUID.fromString("0a1b2c3d-0000-4000-8000-00000000000f");

  private final ColdkeyPair alice = ColdkeyPair.generate();
  private final HotkeyPair node = HotkeyPair.generate();

  private List<SignedCommand> all() {
    Coldkey me = alice.coldkey();
    Coldkey bob = new Coldkey("0x" + "b".repeat(40));
    var hotkey = node.hotkey();
    var other = HotkeyPair.generate().hotkey();
    Rao most = new Rao(Long.MAX_VALUE);
    return List.of(
        SignedCommand.sign(new Command.Transfer(ID, me, bob, most, 1), DOMAIN, alice),
        SignedCommand.sign(new Command.Stake(ID, me, hotkey, 1, most, 2), DOMAIN, alice),
        SignedCommand.sign(new Command.Unstake(ID, me, hotkey, 1, most, 3), DOMAIN, alice),
        SignedCommand.sign(new Command.MoveStake(ID, me, hotkey, other, 1, most, 4), DOMAIN, alice),
        SignedCommand.sign(new Command.SetTake(ID, me, hotkey, 65_535, 5), DOMAIN, alice),
        SignedCommand.sign(
            new Command.Register(ID, me, hotkey, 65_535, Rao.ZERO, Long.MAX_VALUE),
            DOMAIN,
            alice,
            node),
        SignedCommand.sign(
            new NodeCommand.CommitWeights(ID, hotkey, 1, "cd".repeat(32), 7), DOMAIN, node),
        SignedCommand.sign(
            new NodeCommand.VoteSubnets(ID, hotkey, new int[] {1}, new int[] {0}, 8), DOMAIN, node),
        SignedCommand.sign(
            new NodeCommand.SetWeights(ID, hotkey, 1, new int[0], new int[0], 0, 9), DOMAIN, node),
        SignedCommand.sign(
            new NodeCommand.RevealWeights(
                ID,
                hotkey,
                1,
                new int[] {0, 65_535},
                new int[] {65_535, 1},
                new int[] {7, 8, 9},
                Long.MAX_VALUE,
                10),
            DOMAIN,
            node));
  }

  @Test
  void isTheSameAfterItsJson() {
    for (SignedCommand command : all()) {
      assertThat(read(Json.write(command))).usingRecursiveComparison().isEqualTo(command);
      assertThat(Json.read(Json.write(command), SignedCommand.class))
          .usingRecursiveComparison()
          .isEqualTo(command);
    }
  }

  @Test
  void whatIsSignedIsThisCommandOnThisLedger() {
    for (SignedCommand command : all()) {
      command.verify(DOMAIN.digest(command.command()));
      byte[] elsewhere = new Domain(31_337, "cd".repeat(32)).digest(command.command());
      assertThatThrownBy(() -> command.verify(elsewhere))
          .isInstanceOfSatisfying(
              RefusedException.class,
              e ->
                  assertThat(e.reason())
                      .isEqualTo(
                          command.signature() == null
                              ? Refusal.WRONG_HOTKEY_SIGNATURE
                              : Refusal.WRONG_SIGNATURE));
    }
  }

  /** Beside what eth-account 0.14 makes of the same typed data. */
  @Test
  void arraysAreHashedAsTheStandardHasThem() {
    var reveal =
        new NodeCommand.RevealWeights(
            ID,
            new Hotkey("11".repeat(32)),
            1,
            new int[] {0, 258, 65_535},
            new int[] {65_535, 1, 0},
            new int[0],
            3,
            7);

    assertThat(HexFormat.of().formatHex(DOMAIN.digest(reveal)))
        .isEqualTo("276839bf5dfc3c2930f0387a24106d8a4a022be27fc1b063d86772f53640053c");
  }

  @Test
  void anotherHotkeysConsentIsNone() {
    HotkeyPair other = HotkeyPair.generate();
    var wish =
        new Command.Register(
            UUID.randomUUID(), alice.coldkey(), node.hotkey(), 1, new Rao(1_000_000_000), 5);
    SignedCommand signed = SignedCommand.sign(wish, DOMAIN, alice, other);

    assertThatThrownBy(() -> signed.verify(DOMAIN.digest(wish)))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(Refusal.WRONG_HOTKEY_SIGNATURE));
  }

  @ParameterizedTest
  @CsvSource({
    "-1, AMOUNT_NEGATIVE",
    "0, AMOUNT_ZERO",
    "9223372036854775808, AMOUNT_TOO_LARGE",
    "999999999999999999999999999999, AMOUNT_TOO_LARGE"
  })
  void anImpossibleAmountIsRefusedByItsName(String amount, Refusal reason) {
    ObjectNode json = transfer();
    json.put("amount", amount);

    assertThatThrownBy(() -> SignedCommand.read(json))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource({
    "type, Theft, type",
    "id, 1, id",
    "id, 0-0-0-0-1, id",
    "from, 0x12, address",
    "amount, 1.5, whole number",
    "amount, 1e3, whole number",
    "amount, '', whole number",
    "nonce, -1, nonce",
    "nonce, 0, nonce",
    "nonce, 9223372036854775808, nonce",
    "signature, 0x00, signature"
  })
  void aFieldOfTheWrongKindIsNamed(String field, String value, String named) {
    ObjectNode json = transfer();
    json.put(field, value);

    assertThatThrownBy(() -> SignedCommand.read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  @Test
  void aMissingFieldIsNamed() {
    for (String field : List.of("type", "id", "from", "to", "amount", "nonce", "signature")) {
      ObjectNode json = transfer();
      json.remove(field);
      assertThatThrownBy(() -> SignedCommand.read(json)).hasMessageContaining(field);
    }
  }

  @Test
  void onlyARegistrationHasTheHotkeysConsent() {
    ObjectNode json = transfer();
    json.put("hotkeySignature", "A".repeat(86) + "==");

    assertThatThrownBy(() -> SignedCommand.read(json)).hasMessageContaining("no other");
  }

  @ParameterizedTest
  @CsvSource({"'[1,-1]', 65535", "'[65536]', 65535", "'[1.5]', 65535", "'7', array"})
  void numbersThatAreNoneAreNamed(String uids, String named) throws IOException {
    ObjectNode json = Json.mapper().valueToTree(all().getLast());
    json.set("uids", Json.mapper().readTree(uids));

    assertThatThrownBy(() -> SignedCommand.read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  private ObjectNode transfer() {
    return Json.mapper().valueToTree(all().getFirst());
  }

  private static SignedCommand read(String json) {
    return Json.read(json, SignedCommand.class);
  }
}
