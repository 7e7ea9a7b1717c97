package witan.ledger.command;

import static io.restassured.RestAssured.get;

import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Duration;
import witan.accounting.replay.DifferenceException;
import witan.accounting.replay.Replay;
import witan.ledger.block.BlockHashes;
import witan.ledger.block.BlockMaker;
import witan.protocol.Json;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.ledger.BlockContent;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.typed.Keccak256;

/** The ledger's clock, turned by hand. */
@Singleton
public class Chain {

  /** The coldkey that the tests' genesis names as the subnets' owner. */
  public static final ColdkeyPair OWNER = ColdkeyPair.of(Keccak256.of("owner"));

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Pool pool;
  private final BlockMaker maker;
  private final BlockHashes hashes;

  Chain(Pool pool, BlockMaker maker, BlockHashes hashes) {
    this.pool = pool;
    this.maker = maker;
    this.hashes = hashes;
  }

  /** Closes the open block, and hashes it. */
  public long close() {
    return pool.getConnection()
        .chain(connection -> maker.close(connection).onTermination().call(() -> connection.close()))
        .call(hashes::catchUp)
        .await()
        .atMost(PATIENCE);
  }

  /** Closes blocks until the owner was paid once more. The tests' tempo is 4. */
  public void closeAnEpoch() {
    for (int i = 0; i < 5; i++) {
      close();
    }
  }

  /** Computes the whole chain again from its genesis. */
  public Replay replayed() throws DifferenceException {
    long height = info().height();
    Replay replay = new Replay(get("/ledger/genesis").asString());
    for (long h = 1; h <= height; h++) {
      replay.next(
          Json.read(
              get("/blocks/" + h + "/content").then().statusCode(200).extract().asString(),
              BlockContent.class));
    }
    return replay;
  }

  public static LedgerInfo info() {
    return Json.read(get("/ledger").then().statusCode(200).extract().asString(), LedgerInfo.class);
  }

  public static Domain domain() {
    return info().domain();
  }
}
