package witan.ledger.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import witan.accounting.replay.DifferenceException;
import witan.accounting.replay.Replay;
import witan.ledger.command.Chain;
import witan.ledger.command.Purse;
import witan.ledger.registry.Postgres;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.key.HotkeyPair;

/** What this ledger's database holds follows from its genesis and its commands. */
@QuarkusTest
@QuarkusTestResource(Postgres.class)
class ReplayedTest {

  @Inject Chain chain;

  @Inject Pool pool;

  @Test
  void theDatabaseHoldsWhatFollowsFromGenesisAndCommands() throws DifferenceException {
    chain.closeAnEpoch();
    Purse alice = Purse.with(1_000);
    HotkeyPair node = HotkeyPair.generate();
    Purse.post(alice.register(node, 1)).statusCode(200);
    Purse.post(alice.stake(node.hotkey(), 300)).statusCode(200);
    Purse.post(alice.transfer(new Purse(ColdkeyPair.generate()), 5)).statusCode(200);
    chain.close();

    // Whatever the other tests did before is in it, too.
    Replay replay = chain.replayed();

    Map<String, Long> stored = new TreeMap<>();
    pool.query("select name, balance from account where balance <> 0")
        .execute()
        .await()
        .atMost(Duration.ofSeconds(10))
        .forEach(row -> stored.put(row.getString("name"), row.getLong("balance")));
    Map<String, Long> computed = replay.balances();
    computed.values().removeIf(balance -> balance == 0);
    assertThat(stored).isEqualTo(computed);
  }
}
