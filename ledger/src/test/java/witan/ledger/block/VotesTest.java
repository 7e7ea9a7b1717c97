package witan.ledger.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import witan.accounting.replay.DifferenceException;
import witan.ledger.command.Chain;
import witan.ledger.command.Council;
import witan.ledger.command.Purse;
import witan.ledger.registry.Postgres;
import witan.protocol.ledger.LedgerInfo.SubnetInfo;
import witan.protocol.ledger.NodeCommand.VoteSubnets;
import witan.protocol.ledger.SignedCommand;

/** Shares of the emission, which follow the validators' votes every seven blocks. */
@QuarkusTest
@QuarkusTestResource(Postgres.class)
class VotesTest {

  private static final int SEVEN = 7;

  @Inject Chain chain;

  private Council council;

  @BeforeEach
  void found() {
    council = new Council(chain);
  }

  @AfterEach
  void leave() {
    council.leave();
  }

  @Test
  void sharesFollowWhatValidatorsVoteForByTheirStake() throws DifferenceException {
    try {
      vote(1, 3, 1);
      counted();
      // No stake trusts the third, and all of it the others: three to one.
      assertThat(share(1)).isCloseTo(0.75, within(1e-6));
      assertThat(share(2)).isCloseTo(0.25, within(1e-6));
      assertThat(share(3)).isZero();
      long before = subnet(2).pending().value() + subnet(2).reward().value();
      chain.close();
      long brought = subnet(2).pending().value() + subnet(2).reward().value() - before;
      assertThat(brought).isBetween(249_999_990L, 250_000_010L);
    } finally {
      vote(2, 1, 0); // as the other tests have it
      counted();
    }
    assertThat(share(1)).isEqualTo(1);
    chain.replayed();
  }

  private void counted() {
    for (int block = 0; block < SEVEN; block++) {
      chain.close();
    }
  }

  private void vote(long nonce, int first, int second) {
    VoteSubnets vote =
        new VoteSubnets(
            UUID.randomUUID(),
            council.validator.hotkey(),
            new int[] {1, 2},
            new int[] {first, second},
            nonce);
    Purse.post(SignedCommand.sign(vote, Chain.domain(), council.validator)).statusCode(200);
  }

  private static double share(int netuid) {
    return subnet(netuid).emissionShare();
  }

  private static SubnetInfo subnet(int netuid) {
    return Chain.info().subnets().stream()
        .filter(subnet -> subnet.netuid() == netuid)
        .findFirst()
        .orElseThrow();
  }
}
