package witan.ledger.command;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static witan.ledger.command.Purse.post;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.ledger.registry.Postgres;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.BatchResult;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.NeuronInfo;
import witan.protocol.ledger.OwnerCommand;
import witan.protocol.ledger.Receipt;
import witan.protocol.ledger.Refusal;
import witan.protocol.ledger.SignedCommand;

@QuarkusTest
@QuarkusTestResource(Postgres.class)
class CommandsTest {

  @Inject Chain chain;

  private Purse alice;
  private Purse bob;

  @BeforeEach
  void aliceHas1000() {
    if (Purse.account(Chain.OWNER.coldkey()).free().value() < 100_000_000) {
      chain.closeAnEpoch();
    }
    alice = Purse.with(1_000);
    bob = new Purse(ColdkeyPair.generate());
  }

  @Test
  void aTransferMovesWhatItSays() {
    SignedCommand transfer = alice.transfer(bob, 400);
    Receipt receipt = receipt(post(transfer));

    assertThat(receipt.id()).isEqualTo(transfer.command().id());
    assertThat(receipt.height()).isEqualTo(Chain.info().height() + 1);
    assertThat(alice.free()).isEqualTo(600);
    assertThat(bob.free()).isEqualTo(400);
    // An open block's entries have no time yet.
    get("/accounts/" + bob.coldkey() + "/entries")
        .then()
        .statusCode(200)
        .body("size()", equalTo(0));
    chain.close();
    get("/accounts/" + bob.coldkey() + "/entries")
        .then()
        .statusCode(200)
        .body("size()", equalTo(1))
        .body("[0].at", equalTo(get("/blocks/" + receipt.height()).path("at")))
        .body("[0].kind", equalTo("TRANSFER"))
        .body("[0].debit", equalTo("free:" + alice.coldkey()))
        .body("[0].credit", equalTo("free:" + bob.coldkey()))
        .body("[0].amount", equalTo("400"))
        .body("[0].reference", equalTo(receipt.hash()));
    get("/commands/" + alice.coldkey() + "/" + receipt.id())
        .then()
        .statusCode(200)
        .body("hash", equalTo(receipt.hash()));
  }

  @Test
  void sentAgainUnderTheSameIdItMovesNothing() {
    SignedCommand transfer = alice.transfer(bob, 400);
    Receipt first = receipt(post(transfer));
    chain.close();

    assertThat(receipt(post(transfer))).isEqualTo(first);
    assertThat(bob.free()).isEqualTo(400);
  }

  @Test
  void sentManyTimesAtOnceItMovesOnce() throws Exception {
    SignedCommand transfer = alice.transfer(bob, 400);
    Callable<Receipt> send = () -> receipt(post(transfer));
    List<Receipt> receipts = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var each : threads.invokeAll(IntStream.range(0, 16).mapToObj(i -> send).toList())) {
        receipts.add(each.get());
      }
    }

    assertThat(receipts).containsOnly(receipts.getFirst());
    assertThat(alice.free()).isEqualTo(600);
  }

  @Test
  void anIdIsNotUsedForTwoCommands() {
    UUID id = UUID.randomUUID();
    post(alice.sign(transfer(id, 1, alice::nextNonce))).statusCode(200);

    refused(post(alice.sign(transfer(id, 2, alice::nextNonce))), Refusal.ID_TAKEN);
    // Each coldkey's ids are its own.
    post(Purse.with(5).transfer(alice, 5)).statusCode(200);
  }

  @Test
  void aRefusedCommandCanBeSentAgainAndThenSucceed() {
    SignedCommand transfer = alice.transfer(bob, 1_001);
    refused(post(transfer), Refusal.INSUFFICIENT_FUNDS);
    post(new Purse(Chain.OWNER).transfer(alice, 1)).statusCode(200);

    post(transfer).statusCode(200);
    assertThat(bob.free()).isEqualTo(1_001);
  }

  @Test
  void anOverdraftByOneRaoIsRefused() {
    String detail =
        refused(post(alice.transfer(bob, 1_001)), Refusal.INSUFFICIENT_FUNDS)
            .extract()
            .path("detail");

    assertThat(detail).contains("holds 1000 rao, 1 less than needed");
    assertThat(alice.free()).isEqualTo(1_000);
    refused(post(bob.transfer(alice, 1)), Refusal.INSUFFICIENT_FUNDS);
  }

  @ParameterizedTest
  @CsvSource({
    "0, AMOUNT_ZERO",
    "-1, AMOUNT_NEGATIVE",
    "9223372036854775808, AMOUNT_TOO_LARGE",
    "9223372036854775807, INSUFFICIENT_FUNDS"
  })
  void anImpossibleAmountIsRefusedByItsName(String amount, Refusal reason) {
    SignedCommand transfer =
        alice.sign(transfer(UUID.randomUUID(), Long.MAX_VALUE, alice::nextNonce));
    ObjectNode json = Json.mapper().valueToTree(transfer);
    json.put("amount", amount);

    refused(post(json.toString()), reason);
  }

  @Test
  void anOldNonceIsRefused() {
    post(alice.sign(transfer(UUID.randomUUID(), 1, () -> 7))).statusCode(200);

    refused(post(alice.sign(transfer(UUID.randomUUID(), 1, () -> 7))), Refusal.NONCE_TOO_LOW);
    refused(post(alice.sign(transfer(UUID.randomUUID(), 1, () -> 6))), Refusal.NONCE_TOO_LOW);
    post(alice.sign(transfer(UUID.randomUUID(), 1, () -> 8))).statusCode(200);
  }

  @Test
  void aSignatureByAnotherOrOfAnotherLedgerIsRefused() {
    OwnerCommand command = transfer(UUID.randomUUID(), 1, alice::nextNonce);
    refused(post(bob.sign(command)), Refusal.WRONG_SIGNATURE);

    ObjectNode bent = Json.mapper().valueToTree(alice.sign(command));
    bent.put("amount", "2");
    refused(post(bent.toString()), Refusal.WRONG_SIGNATURE);

    Domain elsewhere = new Domain(1, "00".repeat(32));
    ColdkeyPair carol = ColdkeyPair.generate();
    OwnerCommand carols =
        new Command.Transfer(UUID.randomUUID(), carol.coldkey(), bob.coldkey(), new Rao(1), 1);
    refused(post(SignedCommand.sign(carols, elsewhere, carol)), Refusal.WRONG_SIGNATURE);
    assertThat(alice.free()).isEqualTo(1_000);
  }

  @Test
  void stakeGoesBehindARegisteredValidatorMovesAndComesBack() {
    HotkeyPair first = HotkeyPair.generate();
    HotkeyPair second = HotkeyPair.generate();
    refused(post(alice.stake(first.hotkey(), 1)), Refusal.NOT_REGISTERED);
    post(alice.register(first, 1)).statusCode(200);
    post(bob.register(second, 1)).statusCode(200);
    refused(post(bob.register(first, 1)), Refusal.ALREADY_REGISTERED);

    post(alice.stake(first.hotkey(), 600)).statusCode(200);
    refused(post(alice.stake(first.hotkey(), 401)), Refusal.INSUFFICIENT_FUNDS);
    post(alice.move(first.hotkey(), second.hotkey(), 250)).statusCode(200);
    refused(post(alice.unstake(first.hotkey(), 351)), Refusal.INSUFFICIENT_STAKE);
    post(alice.unstake(first.hotkey(), 350)).statusCode(200);

    var account = Purse.account(alice.coldkey());
    assertThat(account.free()).isEqualTo(new Rao(750));
    assertThat(account.staked()).isEqualTo(new Rao(250));
    assertThat(account.stakes())
        .singleElement()
        .satisfies(stake -> {
          assertThat(stake.validator()).isEqualTo(second.hotkey());
          assertThat(stake.amount()).isEqualTo(new Rao(250));
        });
    assertThat(account.hotkeys()).containsExactly(first.hotkey());
    List<NeuronInfo> neurons =
        List.of(Json.read(get("/subnets/1/neurons").asString(), NeuronInfo[].class));
    assertThat(neurons)
        .filteredOn(neuron -> neuron.hotkey().equals(second.hotkey()))
        .singleElement()
        .satisfies(neuron -> {
          assertThat(neuron.owner()).isEqualTo(bob.coldkey());
          assertThat(neuron.stake()).isEqualTo(new Rao(250));
        });
    get("/subnets/4/neurons").then().statusCode(404);
  }

  @Test
  void aTakeIsItsOwnersToLower() {
    HotkeyPair node = HotkeyPair.generate();
    post(alice.register(node, 1)).statusCode(200);

    refused(post(bob.sign(take(bob, node.hotkey(), 1_000))), Refusal.NOT_THE_OWNER);
    refused(post(alice.sign(take(alice, node.hotkey(), 11_797))), Refusal.TAKE_TOO_HIGH);
    post(alice.sign(take(alice, node.hotkey(), 5_000))).statusCode(200);
    refused(post(alice.sign(take(alice, node.hotkey(), 5_001))), Refusal.TAKE_RAISED_TOO_SOON);
  }

  @Test
  void anUnknownSubnetIsRefused() {
    HotkeyPair node = HotkeyPair.generate();

    refused(post(alice.register(node, 4)), Refusal.NO_SUCH_SUBNET);
    refused(
        post(
            alice.sign(
                new Command.Stake(
                    UUID.randomUUID(),
                    alice.coldkey(),
                    node.hotkey(),
                    65_535,
                    new Rao(1),
                    alice.nextNonce()))),
        Refusal.NO_SUCH_SUBNET);
  }

  @Test
  void aHotkeyIsRegisteredOnlyIfItAgrees() {
    SignedCommand register = alice.register(HotkeyPair.generate(), 1);
    ObjectNode json = Json.mapper().valueToTree(register);
    json.put("hotkeySignature", "A".repeat(86) + "==");

    refused(post(json.toString()), Refusal.WRONG_HOTKEY_SIGNATURE);
  }

  @Test
  void eachCommandOfABatchIsAnsweredInItsPlace() {
    ObjectNode zero = Json.mapper().valueToTree(alice.transfer(bob, 1));
    zero.put("amount", "0");
    SignedCommand first = alice.transfer(bob, 900);
    List<Object> commands =
        List.of(
            first,
            alice.transfer(bob, 101),
            zero,
            bob.sign(transfer(UUID.randomUUID(), 1, alice::nextNonce)),
            bob.transfer(alice, 900),
            first,
            alice.transfer(bob, 1_000));

    List<BatchResult> results = batch(commands);

    assertThat(results.stream().map(BatchResult::code))
        .containsExactly(
            null,
            Refusal.INSUFFICIENT_FUNDS.urn(),
            Refusal.AMOUNT_ZERO.urn(),
            Refusal.WRONG_SIGNATURE.urn(),
            null,
            null,
            null);
    assertThat(results.get(5).receipt()).isEqualTo(results.get(0).receipt());
    assertThat(bob.free()).isEqualTo(1_000);
    assertThat(batch(commands).stream().map(BatchResult::receipt))
        .isEqualTo(results.stream().map(BatchResult::receipt).toList());
  }

  @Test
  void whateverManyDoAtOnceTheSumStays() throws Exception {
    List<Purse> purses = IntStream.range(0, 6).mapToObj(i -> Purse.with(100)).toList();
    List<Callable<Object>> work = new ArrayList<>();
    for (int i = 0; i < purses.size(); i++) {
      Purse from = purses.get(i);
      Purse to = purses.get((i + 1) % purses.size());
      work.add(() -> {
        for (int n = 0; n < 20; n++) {
          post(from.transfer(to, 1 + n));
        }
        return "";
      });
    }
    try (var threads = Executors.newFixedThreadPool(purses.size())) {
      for (var each : threads.invokeAll(work)) {
        each.get();
      }
    }

    assertThat(purses.stream().mapToLong(Purse::free).sum()).isEqualTo(600);
    assertThat(purses).allSatisfy(purse -> assertThat(purse.free()).isNotNegative());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "null", "1", "{}", "{\"type\":\"Transfer\"}", "{\"type\":1}"})
  void aBodyThatIsNoCommandIsRefusedWithASentence(String body) {
    String detail =
        post(body).statusCode(400).contentType("application/problem+json").extract().path("detail");

    assertThat(detail).isNotBlank().doesNotContain("Exception");
    given()
        .contentType("application/json")
        .body(body)
        .post("/commands/batch")
        .then()
        .statusCode(400);
  }

  private OwnerCommand transfer(UUID id, long amount, LongSupplier nonce) {
    return new Command.Transfer(
        id, alice.coldkey(), bob.coldkey(), new Rao(amount), nonce.getAsLong());
  }

  private static OwnerCommand take(Purse of, Hotkey validator, int take) {
    return new Command.SetTake(UUID.randomUUID(), of.coldkey(), validator, take, of.nextNonce());
  }

  private static List<BatchResult> batch(List<Object> commands) {
    String answer =
        given()
            .contentType("application/json")
            .body(Json.write(commands))
            .post("/commands/batch")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    return List.of(Json.read(answer, BatchResult[].class));
  }

  private static Receipt receipt(ValidatableResponse response) {
    return Json.read(response.statusCode(200).extract().asString(), Receipt.class);
  }

  private static ValidatableResponse refused(ValidatableResponse response, Refusal reason) {
    return response
        .statusCode(reason.status())
        .contentType("application/problem+json")
        .body("type", equalTo(reason.urn()))
        .body("title", equalTo(reason.title()));
  }
}
