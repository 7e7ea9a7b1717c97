package witan.ledger.node;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import witan.ledger.command.Chain;
import witan.ledger.command.Council;
import witan.ledger.registry.Postgres;
import witan.protocol.Json;
import witan.protocol.ledger.NodeInfo;
import witan.protocol.ledger.Refusal;

@QuarkusTest
@QuarkusTestResource(Postgres.class)
class NodesTest {

  @Inject Chain chain;

  private Council council;

  @BeforeEach
  void aValidatorThatMayValidate() {
    council = new Council(chain);
    council.nextEpoch();
  }

  @AfterEach
  void leave() {
    council.leave();
  }

  private NodeInfo node() {
    return Json.read(
        get("/nodes/" + council.validator.hotkey()).then().statusCode(200).extract().asString(),
        NodeInfo.class);
  }

  private NodeInfo.Commit commit() {
    council.commit().statusCode(200);
    return node().seats().getFirst().commits().getLast();
  }

  /** Until whatever is posted comes into the block at a height. */
  private void closeUntilOpen(long height) {
    while (Chain.info().height() + 1 < height) {
      chain.close();
    }
  }

  @Test
  void aNodeIsShownWithItsPlaces() {
    NodeInfo node = node();

    assertThat(node.owner()).isEqualTo(council.alice.coldkey());
    assertThat(node.nonce()).isZero();
    assertThat(node.seats()).hasSize(1);
    assertThat(node.seats().getFirst().netuid()).isEqualTo(1);
    assertThat(node.seats().getFirst().uid()).isEqualTo(council.neuron(council.validator).uid());
    assertThat(node.seats().getFirst().validatorPermit()).isTrue();
    assertThat(node.seats().getFirst().commits()).isEmpty();
  }

  @Test
  void aCommitmentIsRevealedFromTheHeightThatItSaysAndNotBefore() {
    NodeInfo.Commit commit = commit();
    assertThat(node().nonce()).isEqualTo(1);
    assertThat(commit.height()).isEqualTo(Chain.info().height() + 1);

    closeUntilOpen(commit.revealFrom() - 1);
    council.reveal().body("type", equalTo(Refusal.REVEAL_TOO_EARLY.urn()));
    chain.close();
    council.reveal().statusCode(200);
    assertThat(node().seats().getFirst().commits()).isEmpty();
  }

  @Test
  void aCommitmentIsRevealedUntilTheHeightThatItSaysAndNotAfter() {
    NodeInfo.Commit first = commit();
    closeUntilOpen(first.revealUntil());
    council.reveal().statusCode(200);

    NodeInfo.Commit second = commit();
    closeUntilOpen(second.revealUntil() + 1);
    council.reveal().body("type", equalTo(Refusal.COMMIT_EXPIRED.urn()));
  }

  @Test
  void whatIsNoHotkeyOrNobodysIsNotFound() {
    get("/nodes/" + "ab".repeat(32)).then().statusCode(404);
    get("/nodes/abc").then().statusCode(400);
  }
}
