package witan.ledger.block;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import witan.accounting.block.Genesis;
import witan.accounting.block.MerkleTree;
import witan.ledger.command.Chain;
import witan.ledger.command.Purse;
import witan.ledger.registry.Postgres;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.ledger.BlockInfo;
import witan.protocol.ledger.EntryInfo;
import witan.protocol.ledger.EntryProof;
import witan.protocol.ledger.LedgerInfo;

@QuarkusTest
@QuarkusTestResource(Postgres.class)
class BlocksTest {

  @Inject Chain chain;

  @Inject Pool pool;

  @Test
  void eachBlockMintsOneTaoAndIsChainedToTheOneBefore() {
    Rao before = Chain.info().issuance();
    long height = chain.close();
    chain.close();

    assertThat(Chain.info().height()).isEqualTo(height + 1);
    assertThat(Chain.info().issuance()).isEqualTo(before.plus(new Rao(2_000_000_000)));
    BlockInfo block = block(height);
    BlockInfo next = block(height + 1);
    assertThat(next.parent()).isEqualTo(block.hash()).hasSize(64);
    assertThat(next.at()).isAfterOrEqualTo(block.at());
    assertThat(next.emission()).isEqualTo(new Rao(1_000_000_000));
  }

  @Test
  void theFirstBlocksParentIsTheGenesis() {
    chain.close();
    String genesis = get("/ledger/genesis").then().statusCode(200).extract().asString();

    assertThat(block(1).parent())
        .isEqualTo(Genesis.hash(genesis))
        .isEqualTo(Chain.domain().genesis());
  }

  @Test
  void theOwnerIsPaidEighteenPercentAtTheEpochAndTheRestWaits() {
    do {
      chain.close();
    } while (Chain.info().subnets().getFirst().nextEpochAt() != Chain.info().height() + 1);
    long ownerBefore = Purse.account(Chain.OWNER.coldkey()).free().value();
    LedgerInfo.SubnetInfo before = Chain.info().subnets().getFirst();
    chain.close();

    LedgerInfo.SubnetInfo after = Chain.info().subnets().getFirst();
    long emitted = before.pending().value() + 1_000_000_000;
    long cut = Purse.account(Chain.OWNER.coldkey()).free().value() - ownerBefore;
    assertThat(cut).isEqualTo(emitted * 11_796 / 65_535);
    assertThat(after.pending()).isEqualTo(Rao.ZERO);
    assertThat(after.reward().value()).isEqualTo(before.reward().value() + emitted - cut);
    assertThat(after.nextEpochAt()).isEqualTo(before.nextEpochAt() + 5);
  }

  @Test
  void everyEntryIsProvenToStandInItsBlock() {
    chain.closeAnEpoch();
    Purse alice = Purse.with(1_000);
    Purse bob = new Purse(ColdkeyPair.generate());
    for (int i = 0; i < 5; i++) {
      Purse.post(alice.transfer(bob, 1)).statusCode(200);
    }
    long height = chain.close();

    List<EntryInfo> entries =
        List.of(Json.read(get("/blocks/" + height + "/entries").asString(), EntryInfo[].class));
    BlockInfo block = block(height);
    assertThat(block.entryCount()).isEqualTo(entries.size());
    assertThat(block.commandCount()).isEqualTo(6);
    for (int i = 0; i < entries.size(); i++) {
      EntryInfo entry = entries.get(i);
      EntryProof proof =
          Json.read(
              get("/blocks/" + height + "/entries/" + entry.id() + "/proof")
                  .then()
                  .statusCode(200)
                  .extract()
                  .asString(),
              EntryProof.class);
      assertThat(proof.index()).isEqualTo(i);
      assertThat(proof.root()).isEqualTo(block.entriesRoot());
      String leaf =
          String.join(
              "\t",
              entry.kind(),
              entry.debit(),
              entry.credit(),
              entry.amount().toString(),
              entry.reference());
      assertThat(
              MerkleTree.includes(
                  String.valueOf(block.entriesRoot()),
                  leaf.getBytes(StandardCharsets.UTF_8),
                  i,
                  entries.size(),
                  proof.path()))
          .isTrue();
    }
  }

  @Test
  void theSumOfAllAccountsIsTheIssuance() {
    chain.closeAnEpoch();
    Purse.with(1_000);

    assertThat(number("select sum(balance)::bigint from account")).isZero();
    assertThat(number("select -balance from account where name = 'mint'"))
        .isEqualTo(Chain.info().issuance().value());
  }

  @Test
  void theDatabaseItselfRefusesAnOverdraftAndTooMuchMoney() {
    chain.close();
    assertThatThrownBy(() -> number("update account set balance = -1 where name = 'pot:1'"))
        .hasMessageContaining("account_check");
    assertThatThrownBy(
            () -> number("update account set balance = -21000000000000001 where name = 'mint'"))
        .hasMessageContaining("account_check");
  }

  @Test
  void blocksAreListedTheLatestFirst() {
    long height = IntStream.range(0, 3).mapToLong(i -> chain.close()).max().orElseThrow();

    List<BlockInfo> blocks =
        List.of(Json.read(get("/blocks?first=2").asString(), BlockInfo[].class));
    assertThat(blocks.stream().map(BlockInfo::height)).containsExactly(height, height - 1);
    blocks =
        List.of(Json.read(get("/blocks?first=1&before=" + height).asString(), BlockInfo[].class));
    assertThat(blocks.stream().map(BlockInfo::height)).containsExactly(height - 1);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    chain.close();

    get("/blocks/999999999").then().statusCode(404);
    get("/blocks/0").then().statusCode(404);
    get("/blocks/x").then().statusCode(400);
    get("/blocks/1/entries/1-999999999/proof").then().statusCode(404);
    get("/blocks/1/entries/2-1/proof").then().statusCode(404);
    get("/blocks?first=1001").then().statusCode(400);
    get("/accounts/0x12").then().statusCode(400);
    get("/accounts/0x" + "0".repeat(40)).then().statusCode(200);
  }

  private long number(String sql) {
    return pool.query(sql)
        .execute()
        .map(rows -> rows.iterator().next().getLong(0))
        .await()
        .atMost(Duration.ofSeconds(10));
  }

  private static BlockInfo block(long height) {
    return Json.read(
        get("/blocks/" + height).then().statusCode(200).extract().asString(), BlockInfo.class);
  }
}
