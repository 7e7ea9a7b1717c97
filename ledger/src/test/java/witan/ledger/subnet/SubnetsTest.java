package witan.ledger.subnet;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.ledger.command.Chain;
import witan.ledger.command.Council;
import witan.ledger.command.Purse;
import witan.ledger.registry.MovableClock;
import witan.ledger.registry.Postgres;
import witan.ledger.registry.TestExpert;
import witan.protocol.Json;
import witan.protocol.ledger.AccountInfo.StakeInfo;
import witan.protocol.ledger.EpochInfo;
import witan.protocol.ledger.EpochNeurons;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.ledger.NeuronInfo;
import witan.protocol.ledger.ValidatorInfo;
import witan.protocol.network.Modality;

/** What can be read of a subnet, after an epoch that paid. */
@QuarkusTest
@QuarkusTestResource(Postgres.class)
class SubnetsTest {

  @Inject Chain chain;
  @Inject MovableClock clock;
  @Inject Pool pool;

  private Council council;

  @BeforeEach
  void somebodyToRead() {
    council = new Council(chain);
  }

  @AfterEach
  void leave() {
    council.leave();
  }

  private static <T> T read(String path, Class<T> type) {
    return Json.read(get(path).then().statusCode(200).extract().asString(), type);
  }

  @Test
  void aNeuronHasTheEndpointAtWhichItsExpertServes() {
    assertThat(council.neuron(council.expert).endpoint()).isNull();

    TestExpert expert = new TestExpert(council.expert, Modality.TEXT);
    expert.register(clock.instant()).statusCode(200);
    assertThat(council.neuron(council.expert).endpoint())
        .isEqualTo(expert.descriptor("cooking").endpoint());
    assertThat(council.neuron(council.validator).endpoint()).isNull();

    Instant later = clock.instant().plusMillis(1);
    TestExpert.post("deregistrations", expert.farewell(later)).statusCode(204);
    assertThat(council.neuron(council.expert).endpoint()).isNull();
  }

  @Test
  void anEpochIsFoundByItsNumberWithTheNeuronsAsItLeftThem() {
    EpochInfo epoch = council.paidEpoch();
    String path = "/subnets/1/epochs/" + epoch.number();

    assertThat(read(path, EpochInfo.class)).isEqualTo(epoch);
    List<NeuronInfo> then = List.of(read(path + "/neurons", NeuronInfo[].class));
    List<NeuronInfo> now = Council.neurons();
    assertThat(then).hasSameSizeAs(now);
    NeuronInfo expert = then.get(council.neuron(council.expert).uid());
    assertThat(expert.hotkey()).isEqualTo(council.expert.hotkey());
    assertThat(expert.owner()).isEqualTo(council.bob.coldkey());
    assertThat(expert.incentive()).isPositive();
    assertThat(expert.incentive()).isEqualTo(council.neuron(council.expert).incentive());
    assertThat(expert.endpoint()).isNull();
    get("/subnets/1/epochs/" + (epoch.number() + 1)).then().statusCode(404);
    get("/subnets/1/epochs/" + (epoch.number() + 1) + "/neurons").then().statusCode(404);
  }

  @Test
  void epochsArePagedFromTheLatestEachOnce() {
    council.nextEpoch();
    council.nextEpoch();
    List<EpochInfo> all = Council.epochs();
    List<EpochInfo> paged = new ArrayList<>();
    String before = "";
    while (paged.size() < all.size()) {
      EpochInfo[] page = read("/subnets/1/epochs?first=2" + before, EpochInfo[].class);
      paged.addAll(List.of(page));
      before = "&before=" + paged.getLast().number();
    }

    assertThat(paged).isEqualTo(all);
    assertThat(all.getLast().number()).isEqualTo(1);
    assertThat(read("/subnets/1/epochs?first=2" + before, EpochInfo[].class)).isEmpty();
    assertThat(read("/epochs?first=1", EpochInfo[].class)[0].height())
        .isGreaterThanOrEqualTo(all.getFirst().height());
  }

  @Test
  void aPageOfEpochsComesWithTheNeuronsOfEach() {
    council.nextEpoch();
    EpochInfo last = council.nextEpoch();
    EpochNeurons[] page = read("/subnets/1/epochs/neurons?first=2", EpochNeurons[].class);

    assertThat(page)
        .extracting(EpochNeurons::number)
        .containsExactly(last.number(), last.number() - 1);
    for (EpochNeurons epoch : page) {
      assertThat(epoch.neurons())
          .isEqualTo(
              List.of(
                  read("/subnets/1/epochs/" + epoch.number() + "/neurons", NeuronInfo[].class)));
    }
    get("/subnets/1/epochs/neurons?first=21").then().statusCode(400);
  }

  @Test
  void theStateOfTheLedgerIsThatAfterItsLastEpoch() {
    council.nextEpoch();
    EpochInfo last = read("/epochs?first=1", EpochInfo[].class)[0];

    assertThat(Chain.info().stateHash()).isEqualTo(last.stateHash()).matches("[0-9a-f]{64}");
  }

  @Test
  void validatorsArePagedByStakeEachOnce() {
    council.nextEpoch();
    ValidatorInfo[] all = read("/subnets/1/validators?first=1000", ValidatorInfo[].class);
    List<ValidatorInfo> paged = new ArrayList<>();
    String after = "";
    while (paged.size() < all.length) {
      ValidatorInfo[] page = read("/subnets/1/validators?first=1" + after, ValidatorInfo[].class);
      assertThat(page).hasSize(1);
      paged.add(page[0]);
      after = "&after=" + page[0].stake() + "-" + page[0].uid();
    }

    assertThat(paged).containsExactly(all);
    assertThat(paged).isSortedAccordingTo((a, b) -> b.stake().compareTo(a.stake()));
    assertThat(read("/subnets/1/validators?first=1" + after, ValidatorInfo[].class)).isEmpty();
    assertThat(all)
        .filteredOn(one -> one.hotkey().equals(council.validator.hotkey()))
        .singleElement()
        .satisfies(one -> {
          assertThat(one.nominators()).isEqualTo(2);
          assertThat(one.stake().value()).isGreaterThanOrEqualTo(1_300_000_000L);
          assertThat(one.owner()).isEqualTo(council.alice.coldkey());
          assertThat(one.validatorPermit()).isTrue();
        });
  }

  @Test
  void anAccountsValidatorsAreThoseBehindWhomItHasStaked() {
    council.paidEpoch();
    List<StakeInfo> stakes = Purse.account(council.bob.coldkey()).stakes();
    List<ValidatorInfo> validators =
        List.of(read("/accounts/" + council.bob.coldkey() + "/validators", ValidatorInfo[].class));

    assertThat(validators)
        .extracting(ValidatorInfo::hotkey)
        .containsExactlyInAnyOrderElementsOf(stakes.stream().map(StakeInfo::validator).toList())
        .contains(council.validator.hotkey());
    assertThat(validators)
        .isSubsetOf(read("/subnets/1/validators?first=1000", ValidatorInfo[].class));
  }

  @Test
  void whatIsPendingIsReckonedAsTheLastEpochSharedIt() {
    EpochInfo last = council.paidEpoch();
    chain.close();
    chain.close();
    LedgerInfo.SubnetInfo subnet = Chain.info().subnets().getFirst();
    double shared =
        last.ownerPaid()
            .plus(last.expertsPaid())
            .plus(last.validatorsPaid())
            .plus(last.nominatorsPaid())
            .value();
    long toNominators =
        pool.preparedQuery(
                "select nominators_paid from epoch_neuron"
                    + " where netuid = 1 and number = $1 and hotkey = $2")
            .execute(Tuple.of(last.number(), council.validator.hotkey().hex()))
            .await()
            .atMost(Duration.ofSeconds(10))
            .iterator()
            .next()
            .getLong(0);
    ValidatorInfo validator =
        new Validators(pool, () -> Duration.ofSeconds(12))
            .after(1, Long.MAX_VALUE, 0, 1_000).await().atMost(Duration.ofSeconds(10)).stream()
                .filter(one -> one.hotkey().equals(council.validator.hotkey()))
                .findFirst()
                .orElseThrow();

    double years = 2 * 12.0 / Duration.ofDays(365).toSeconds();
    double expected =
        subnet.pending().plus(subnet.reward()).value()
            * (toNominators / shared)
            / validator.stake().value()
            / years;
    assertThat(toNominators).isPositive();
    assertThat(subnet.pending().value()).isPositive();
    assertThat(validator.pendingApr()).isCloseTo(expected, withinPercentage(1e-6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/subnets/9/neurons",
        "/subnets/01/neurons",
        "/subnets/x/validators",
        "/subnets/-1/epochs",
        "/subnets/9/epochs/1",
        "/subnets/9/epochs/neurons"
      })
  void aSubnetThatThereIsNotIsNotFound(String path) {
    get(path).then().statusCode(404).contentType("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/subnets/1/validators?first=1001",
        "/subnets/1/validators?after=12",
        "/subnets/1/epochs?first=-1",
        "/subnets/1/epochs?before=x",
        "/subnets/1/epochs/x",
        "/epochs?first=many"
      })
  void aPageThatThereIsNotIsRefusedWithASentence(String path) {
    get(path)
        .then()
        .statusCode(400)
        .body("status", equalTo(400))
        .body("detail", containsString("\" is "));
  }
}
