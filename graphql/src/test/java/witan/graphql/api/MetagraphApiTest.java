package witan.graphql.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.fake.FakeLedger;
import witan.graphql.fake.FakeNetwork;
import witan.graphql.network.EpochFeed;
import witan.graphql.openai.NetworkResource;
import witan.protocol.ledger.EpochInfo;

@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(60)
class MetagraphApiTest {

  @Inject EpochFeed feed;

  /** Set by the resource. */
  @SuppressWarnings("NullAway.Init")
  FakeNetwork network;

  private long asked(String path) {
    return network.requests.stream()
        .map(request -> request.replaceFirst("[?].*", ""))
        .filter(("GET " + path)::equals)
        .count();
  }

  private static ValidatableResponse get(String query) {
    return given().queryParam("query", query).get("/graphql").then().statusCode(200);
  }

  @Test
  void theMetagraphIsShownInSharesOfOne() {
    get("{metagraph(netuid:1){uid hotkey coldkey stake active validatorPermit consensus incentive"
            + " dividends validatorTrust emission lastUpdate registeredAt endpoint}}")
        .body("errors", nullValue())
        .body("data.metagraph", hasSize(6))
        .body("data.metagraph[0].validatorPermit", equalTo(true))
        .body("data.metagraph[1].validatorPermit", equalTo(false))
        .body("data.metagraph[5].stake", equalTo("5"))
        .body("data.metagraph[0].consensus", equalTo(1.0f))
        .body("data.metagraph[0].validatorTrust", equalTo(0.2f))
        .body("data.metagraph[0].lastUpdate", equalTo(90));
    get("{metagraph(netuid:9){uid}}").body("errors[0].extensions.code", equalTo("NOT_FOUND"));
    get("{metagraph(netuid:-1){uid}}").body("errors[0].extensions.code", equalTo("NOT_FOUND"));
  }

  @Test
  void anExpertHasTheIncentiveOfItsPlace() {
    get("{experts{edges{node{incentive}}}}")
        .body("errors", nullValue())
        .body("data.experts.edges.node.incentive", hasSize(6))
        .body("data.experts.edges.node.incentive", everyItem(equalTo((float) (10_922 / 65_535.0))));
  }

  @Test
  void validatorsArePagedToTheEndEachOnce() {
    List<String> stakes = new ArrayList<>();
    String after = "null";
    boolean more = true;
    while (more) {
      var page =
          get("{validators(netuid:1,first:2,after:"
                  + after
                  + "){edges{node{stake hotkey}} pageInfo{hasNextPage hasPreviousPage endCursor}}}")
              .body("errors", nullValue())
              .body("data.validators.pageInfo.hasPreviousPage", equalTo(!stakes.isEmpty()))
              .extract();
      stakes.addAll(page.path("data.validators.edges.node.stake"));
      more = page.path("data.validators.pageInfo.hasNextPage");
      after = "\"" + page.path("data.validators.pageInfo.endCursor") + "\"";
    }
    assertThat(stakes).containsExactly("2000", "1500", "1000", "500");
  }

  @Test
  void aValidatorsYieldIsNullUntilItWasPaid() {
    get("{validators(netuid:1){edges{node{owner nominators take aprOver30Days validatorTrust}}}}")
        .body("errors", nullValue())
        .body("data.validators.edges[0].node.aprOver30Days", equalTo(0.25f))
        .body("data.validators.edges[0].node.take", equalTo(0.2f))
        .body("data.validators.edges[1].node.aprOver30Days", nullValue());
  }

  @Test
  void aCursorOfAnotherListIsRefused() {
    get("{validators(netuid:1,after:\"1&first=9\"){edges{cursor}}}")
        .body("errors[0].extensions.code", equalTo("BAD_USER_INPUT"));
    get("{epochs(netuid:1,after:\"a\"){edges{cursor}}}")
        .body("errors[0].extensions.code", equalTo("BAD_USER_INPUT"));
    get("{epochs(netuid:1,first:101){edges{cursor}}}")
        .body("errors[0].extensions.code", equalTo("BAD_USER_INPUT"));
  }

  @Test
  void epochsArePagedFromTheLatestToTheFirst() {
    List<Integer> numbers = new ArrayList<>();
    String after = "null";
    boolean more = true;
    while (more) {
      var page =
          get("{epochs(netuid:1,first:3,after:"
                  + after
                  + "){edges{node{number height emission ownerPaid expertsPaid validatorsPaid"
                  + " nominatorsPaid stateHash}} pageInfo{hasNextPage endCursor}}}")
              .body("errors", nullValue())
              .extract();
      numbers.addAll(page.path("data.epochs.edges.node.number"));
      more = page.path("data.epochs.pageInfo.hasNextPage");
      after = "\"" + page.path("data.epochs.pageInfo.endCursor") + "\"";
    }
    int latest = numbers.getFirst();
    assertThat(numbers)
        .isEqualTo(IntStream.iterate(latest, n -> n > 0, n -> n - 1).boxed().toList());
  }

  @Test
  void aPageOfEpochsHasTheNeuronsOfEachByOneCall() {
    long before = asked("/subnets/1/epochs/neurons");
    get("{epochs(netuid:1,first:3){edges{node{number neurons{uid emission}}}}}")
        .body("errors", nullValue())
        .body("data.epochs.edges", hasSize(3))
        .body("data.epochs.edges.node.neurons", everyItem(hasSize(6)))
        .body("data.epochs.edges[2].node.neurons.emission", hasItem("41"));
    assertThat(asked("/subnets/1/epochs/neurons") - before).isEqualTo(1);
    get("{epochs(netuid:1,first:3){edges{node{number}}}}").body("errors", nullValue());
    assertThat(asked("/subnets/1/epochs/neurons") - before).isEqualTo(1);
    get("{epochs(netuid:1,first:21){edges{node{neurons{uid}}}}}")
        .body("errors[0].extensions.code", equalTo("BAD_USER_INPUT"));
  }

  @Test
  void aStakeShowsItsValidatorWhole() {
    get("{account(address:\"0x"
            + "34".repeat(20)
            + "\"){withdrawable free stakes{earned validator{hotkey owner stake aprOver30Days}}}}")
        .body("errors", nullValue())
        .body("data.account.withdrawable", equalTo("" + FakeLedger.FREE))
        .body("data.account.stakes[0].earned", equalTo("7"))
        .body("data.account.stakes[0].validator.hotkey", equalTo(FakeLedger.VALIDATOR.hex()))
        .body("data.account.stakes[0].validator.stake", equalTo("2000"));
  }

  @Test
  void beforeTheFirstEpochTheStateIsTheGenesis() {
    get("{network{stateHash}}")
        .body("data.network.stateHash", equalTo(FakeLedger.DOMAIN.genesis()));
  }

  @Test
  void epochsComeToEachListenerOnceAndInOrder() {
    List<EpochInfo> epochs = first(4, null);
    for (int i = 1; i < epochs.size(); i++) {
      assertThat(epochs.get(i).number()).isEqualTo(epochs.get(i - 1).number() + 1);
    }
    assertThat(first(1, 1)).hasSize(1);
  }

  private List<EpochInfo> first(int count, @Nullable Integer netuid) {
    return feed.epochs(netuid)
        .select()
        .first(count)
        .collect()
        .asList()
        .await()
        .atMost(Duration.ofSeconds(20));
  }
}
