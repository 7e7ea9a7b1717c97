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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import witan.accounting.replay.DifferenceException;
import witan.ledger.command.Chain;
import witan.ledger.command.Council;
import witan.ledger.command.Purse;
import witan.ledger.registry.Postgres;
import witan.protocol.Json;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.BlockContent;
import witan.protocol.ledger.EpochInfo;

/** Weights over HTTP, and whom they get paid; subnet 1 has an epoch every five blocks. */
@QuarkusTest
@QuarkusTestResource(Postgres.class)
class EpochsTest {

  @Inject Chain chain;

  @Inject Pool pool;

  private Council council;

  @BeforeEach
  void aValidatorAndAnExpert() {
    council = new Council(chain);
  }

  @AfterEach
  void leave() {
    council.leave();
  }

  @Test
  void whoeverIsWeighedIsPaidAndSoAreThoseWhoStaked() throws DifferenceException {
    EpochInfo epoch = council.paidEpoch();

    assertThat(epoch.expertsPaid().value()).isPositive();
    assertThat(epoch.validatorsPaid().value()).isPositive();
    assertThat(epoch.nominatorsPaid().value()).isPositive();
    assertThat(council.neuron(council.expert).incentive()).isPositive();
    assertThat(council.neuron(council.validator).validatorPermit()).isTrue();
    assertThat(council.neuron(council.validator).dividends()).isPositive();
    var bobs = Purse.account(council.bob.coldkey()).stakes();
    assertThat(bobs).hasSize(2);
    assertThat(bobs)
        .allSatisfy(stake -> {
          assertThat(stake.earned().value()).isPositive();
          long put = stake.validator().equals(council.validator.hotkey()) ? Council.BOBS : 0;
          assertThat(stake.amount().value()).isEqualTo(put + stake.earned().value());
        });
    List<Row> rows = epochNeurons(epoch.number());
    assertThat(rows).hasSameSizeAs(Council.neurons());
    long toNominators = rows.stream().mapToLong(row -> row.getLong("nominators_paid")).sum();
    assertThat(toNominators).isEqualTo(epoch.nominatorsPaid().value());

    assertThat(chain.replayed().hash()).isEqualTo(block(epoch.height()).block().hash());
  }

  @Test
  void whoIsPaidLeastMakesRoomOnAFullSubnet() throws DifferenceException {
    int before = Council.neurons().size();
    for (int k = before; k < 20; k++) {
      Purse.post(council.alice.register(HotkeyPair.generate(), 1)).statusCode(200);
    }
    for (int k = 0; k < 3; k++) {
      chain.closeAnEpoch();
    }
    HotkeyPair last = HotkeyPair.generate();
    Purse.post(council.alice.register(last, 1)).statusCode(200);
    chain.close();

    assertThat(Council.neurons()).hasSize(20);
    assertThat(council.neuron(last).registeredAt()).isEqualTo(Chain.info().height());
    chain.closeAnEpoch();
    chain.replayed();
  }

  private static BlockContent block(long height) {
    return Json.read(
        get("/blocks/" + height + "/content").then().statusCode(200).extract().asString(),
        BlockContent.class);
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
