package witan.graphql.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.fake.FakeLedger;
import witan.graphql.network.BlockFeed;
import witan.graphql.openai.NetworkResource;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.ledger.BlockInfo;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.SignedCommand;

@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(60)
class AccountApiTest {

  private static final ColdkeyPair ALICE = ColdkeyPair.generate();
  private static final Coldkey BOB = ColdkeyPair.generate().coldkey();

  @Inject BlockFeed feed;

  private static ValidatableResponse ask(String query, Map<String, Object> variables) {
    return given()
        .header("content-type", "application/json")
        .body(Json.write(Map.of("query", query, "variables", variables)))
        .post("/graphql")
        .then();
  }

  private static ValidatableResponse get(String query) {
    return ask(query, Map.of());
  }

  private static ValidatableResponse transfer(Map<String, Object> input) {
    return ask(
        "mutation($i: TransferInput!) { transfer(input: $i) { id height hash } }",
        Map.of("i", input));
  }

  private static Map<String, Object> signed(long rao) {
    Command.Transfer command =
        new Command.Transfer(UUID.randomUUID(), ALICE.coldkey(), BOB, new Rao(rao), 4);
    Map<String, Object> input =
        new LinkedHashMap<>(SignedCommand.sign(command, FakeLedger.DOMAIN, ALICE).json());
    input.remove("type");
    input.put("nonce", BigInteger.valueOf(4));
    return input;
  }

  @Test
  void theMoneyOfTheNetworkIsShown() {
    get("{network{issuance maxSupply blockEmission staked blockSeconds}"
            + " subnets{netuid name tempo emissionShare pending nextEpochAt neurons}}")
        .body("errors", nullValue())
        .body("data.network.issuance", equalTo("7000000000"))
        .body("data.network.maxSupply", equalTo("21000000000000000"))
        .body("data.subnets[0].pending", equalTo("7"));
  }

  @Test
  void anAccountIsShownWithItsStakes() {
    get("{account(address:\""
            + BOB.checksummed()
            + "\"){address nonce free staked stakes{amount netuid validator{hotkey}} hotkeys}}")
        .body("errors", nullValue())
        .body("data.account.address", equalTo(BOB.address()))
        .body("data.account.free", equalTo("5000000000"))
        .body("data.account.stakes[0].validator.hotkey", equalTo(FakeLedger.VALIDATOR.hex()));
    get("{account(address:\"0x12\"){free}}")
        .body("errors[0].extensions.code", equalTo("BAD_USER_INPUT"));
  }

  @Test
  void entriesArePagedToTheEndEachOnce() {
    List<String> amounts = new ArrayList<>();
    String after = "null";
    boolean more = true;
    while (more) {
      var page =
          get("{entries(address:\""
                  + BOB
                  + "\",first:2,after:"
                  + after
                  + "){edges{node{id at kind amount reference}} pageInfo{hasNextPage endCursor}}}")
              .body("errors", nullValue())
              .extract();
      amounts.addAll(page.path("data.entries.edges.node.amount"));
      more = page.path("data.entries.pageInfo.hasNextPage");
      after = "\"" + page.path("data.entries.pageInfo.endCursor") + "\"";
    }
    assertThat(amounts).containsExactly("5", "4", "3", "2", "1");
    get("{entries(address:\"" + BOB + "\",after:\"1&first=9\"){edges{cursor}}}")
        .body("errors[0].extensions.code", equalTo("BAD_USER_INPUT"));
  }

  @Test
  void aBlockIsShownOrIsNull() {
    get("{block(height:1){height hash parentHash at entryCount}}")
        .body("data.block.hash", equalTo("%064x".formatted(1)))
        .body("data.block.parentHash", equalTo("%064x".formatted(0)));
    get("{block{height}}").body("errors", nullValue()).body("data.block.height", greaterThan(0));
    get("{block(height:1000000){height}}")
        .body("errors", nullValue())
        .body("data.block", nullValue());
    get("{block(height:-1){height}}").body("errors[0].extensions.code", equalTo("BAD_USER_INPUT"));
  }

  @Test
  void aSignedTransferIsDoneOnceUnderItsId() {
    Map<String, Object> input = signed(1_500);
    String hash =
        transfer(input)
            .body("errors", nullValue())
            .body("data.transfer.id", equalTo(input.get("id")))
            .body("data.transfer.hash", matchesPattern("0x[0-9a-f]{64}"))
            .extract()
            .path("data.transfer.hash");
    transfer(input).body("data.transfer.hash", equalTo(hash));
  }

  @Test
  void theLedgersRefusalKeepsItsNameAndSentence() {
    transfer(signed(FakeLedger.FREE + 1))
        .body("errors[0].extensions.code", equalTo("REFUSED"))
        .body("errors[0].extensions.refusal", equalTo("INSUFFICIENT_FUNDS"))
        .body(
            "errors[0].message", equalTo("The account holds less than that. There are five TAO."));
    Map<String, Object> forged = signed(1);
    forged.put("amount", "2");
    transfer(forged).body("errors[0].extensions.refusal", equalTo("WRONG_SIGNATURE"));
  }

  @Test
  void whatIsNoCommandIsRefusedWithTheField() {
    Map<String, Object> input = signed(1);
    input.put("to", "bob");
    transfer(input).body("errors[0].extensions.code", equalTo("BAD_USER_INPUT"));
    input = signed(1);
    input.put("nonce", new BigInteger("-1"));
    transfer(input)
        .body("errors", hasSize(1))
        .body("errors[0].extensions.code", equalTo("BAD_USER_INPUT"));
  }

  @Test
  void blocksComeToEachListenerOnceAndInOrder() {
    List<BlockInfo> first =
        feed.blocks().select().first(12).collect().asList().await().atMost(Duration.ofSeconds(20));
    List<BlockInfo> second =
        feed.blocks().select().first(3).collect().asList().await().atMost(Duration.ofSeconds(20));

    for (int i = 1; i < first.size(); i++) {
      assertThat(first.get(i).height()).isEqualTo(first.get(i - 1).height() + 1);
    }
    assertThat(second.getFirst().height()).isGreaterThan(first.getLast().height());
  }
}
