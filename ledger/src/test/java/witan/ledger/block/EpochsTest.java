package witan.ledger.block;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import witan.accounting.Commitment;
import witan.accounting.replay.DifferenceException;
import witan.ledger.command.Chain;
import witan.ledger.command.Purse;
import witan.ledger.registry.Postgres;
import witan.protocol.Json;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.BlockContent;
import witan.protocol.ledger.EpochInfo;
import witan.protocol.ledger.NeuronInfo;
import witan.protocol.ledger.NodeCommand;
import witan.protocol.ledger.NodeCommand.CommitWeights;
import witan.protocol.ledger.NodeCommand.RevealWeights;
import witan.protocol.ledger.SignedCommand;

/** Weights over HTTP, and whom they get paid; subnet 1 has an epoch every five blocks. */
@QuarkusTest
@QuarkusTestResource(Postgres.class)
class EpochsTest {

  @Inject Chain chain;

  @Inject Pool pool;

  private final HotkeyPair validator = HotkeyPair.generate();
  private final HotkeyPair expert = HotkeyPair.generate();
  private final AtomicLong nonce = new AtomicLong();
  private Purse alice;
  private Purse bob;

  @BeforeEach
  void aValidatorAndAnExpert() {
    while (Purse.account(Chain.OWNER.coldkey()).free().value() < 9_000_000_000L) {
      chain.closeAnEpoch();
    }
    alice = Purse.with(8_000_000_000L);
    bob = Purse.with(20_000_000);
    Purse.post(alice.register(validator, 1)).statusCode(200);
    Purse.post(bob.register(expert, 1)).statusCode(200);
    // More than anybody else has, so that it gets a permit.
    Purse.post(alice.stake(validator.hotkey(), 50_000_000)).statusCode(200);
    Purse.post(bob.stake(validator.hotkey(), 10_000_000)).statusCode(200);
  }

  @Test
  void whoeverIsWeighedIsPaidAndSoAreThoseWhoStaked() throws DifferenceException {
    afterAnEpoch();
    RevealWeights reveal = weights(1);
    post(
        new CommitWeights(
            UUID.randomUUID(), validator.hotkey(), 1, Commitment.of(reveal), nonce.get() + 1));
    afterAnEpoch();
    post(weights(2));
    EpochInfo epoch = afterAnEpoch();

    assertThat(epoch.expertsPaid().value()).isPositive();
    assertThat(epoch.validatorsPaid().value()).isPositive();
    assertThat(epoch.nominatorsPaid().value()).isPositive();
    assertThat(neuron(expert).incentive()).isPositive();
    assertThat(neuron(validator).validatorPermit()).isTrue();
    assertThat(neuron(validator).dividends()).isPositive();
    var bobs = Purse.account(bob.coldkey()).stakes();
    assertThat(bobs).hasSize(2);
    assertThat(bobs)
        .allSatisfy(stake -> {
          assertThat(stake.earned().value()).isPositive();
          long put = stake.validator().equals(validator.hotkey()) ? 10_000_000 : 0;
          assertThat(stake.amount().value()).isEqualTo(put + stake.earned().value());
        });
    List<Row> rows = epochNeurons(epoch.number());
    assertThat(rows).hasSameSizeAs(neurons());
    long toNominators = rows.stream().mapToLong(row -> row.getLong("nominators_paid")).sum();
    assertThat(toNominators).isEqualTo(epoch.nominatorsPaid().value());

    assertThat(chain.replayed().hash()).isEqualTo(block(epoch.height()).block().hash());
  }

  @Test
  void whoIsPaidLeastMakesRoomOnAFullSubnet() throws DifferenceException {
    int before = neurons().size();
    for (int k = before; k < 20; k++) {
      Purse.post(alice.register(HotkeyPair.generate(), 1)).statusCode(200);
    }
    for (int k = 0; k < 3; k++) {
      chain.closeAnEpoch();
    }
    HotkeyPair last = HotkeyPair.generate();
    Purse.post(alice.register(last, 1)).statusCode(200);
    chain.close();

    assertThat(neurons()).hasSize(20);
    assertThat(neuron(last).registeredAt()).isEqualTo(Chain.info().height());
    chain.closeAnEpoch();
    chain.replayed();
  }

  /** The epoch that ends next. */
  private EpochInfo afterAnEpoch() {
    List<EpochInfo> epochs = List.of();
    while (epochs.isEmpty()) {
      epochs = block(chain.close()).epochs().stream().filter(epoch -> epoch.netuid() == 1).toList();
    }
    return epochs.getFirst();
  }

  private static BlockContent block(long height) {
    return Json.read(
        get("/blocks/" + height + "/content").then().statusCode(200).extract().asString(),
        BlockContent.class);
  }

  private RevealWeights weights(long at) {
    return new RevealWeights(
        UUID.randomUUID(),
        validator.hotkey(),
        1,
        new int[] {neuron(expert).uid()},
        new int[] {7},
        new int[] {1, 2},
        0,
        nonce.get() + at);
  }

  private static void post(NodeCommand command, HotkeyPair by) {
    Purse.post(SignedCommand.sign(command, Chain.domain(), by)).statusCode(200);
  }

  private void post(NodeCommand command) {
    post(command, validator);
  }

  private static List<NeuronInfo> neurons() {
    return List.of(Json.read(get("/subnets/1/neurons").asString(), NeuronInfo[].class));
  }

  private static NeuronInfo neuron(HotkeyPair hotkey) {
    return neurons().stream()
        .filter(neuron -> neuron.hotkey().equals(hotkey.hotkey()))
        .findFirst()
        .orElseThrow();
  }

  private List<Row> epochNeurons(long number) {
    List<Row> rows = new ArrayList<>();
    pool.query("select * from epoch_neuron where netuid = 1 and number = " + number)
        .execute()
        .await()
        .atMost(Duration.ofSeconds(10))
        .forEach(rows::add);
    return rows;
  }
}
