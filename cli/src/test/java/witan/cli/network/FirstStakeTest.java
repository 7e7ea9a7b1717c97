package witan.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.cli.Home;
import witan.cli.ledger.LedgerClient;
import witan.cli.wallet.PretendedLedger;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.NodeInfo;

class FirstStakeTest {

  @TempDir private Path folder;

  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private Home home;
  private PretendedLedger ledger;
  private LedgerClient client;

  @BeforeEach
  void start() throws IOException {
    home = new Home(folder);
    ledger = new PretendedLedger();
    client = LedgerClient.at("http://127.0.0.1:" + ledger.port());
  }

  @AfterEach
  void stop() {
    client.close();
    ledger.close();
  }

  private void up() {
    new FirstStake(
            home, "http://127.0.0.1:" + ledger.port(), List.of("cooking", "music"), said::add)
        .start();
  }

  @Test
  void everyNodeGetsItsPlaceAndTheFirstMoneyGoesBehindTheValidator() throws Exception {
    ledger.loseAnswers(1); // it is done all the same, and not twice
    up();
    until(() -> ledger.done() == 3);
    assertThat(said).isEmpty();
    ledger.give(home.owner().coldkey(), 17_000_000_000L);

    assertThat(said.poll(20, TimeUnit.SECONDS))
        .contains("17.000000000 TAO")
        .contains(home.validator().hotkey().hex());
    for (HotkeyPair one :
        List.of(home.validator(), home.expertKey("cooking"), home.expertKey("music"))) {
      NodeInfo node = client.node(one.hotkey()).orElseThrow();
      assertThat(node.owner()).isEqualTo(home.owner().coldkey());
      assertThat(node.seats()).singleElement().matches(seat -> seat.netuid() == 1);
    }
    AccountInfo owner = client.account(home.owner().coldkey());
    assertThat(owner.free().value()).isZero();
    assertThat(owner.stakes())
        .singleElement()
        .satisfies(stake -> {
          assertThat(stake.validator()).isEqualTo(home.validator().hotkey());
          assertThat(stake.amount().value()).isEqualTo(17_000_000_000L);
        });
  }

  @Test
  void aNetworkThatComesBackIsLeftAsItIs() throws Exception {
    up();
    until(() -> ledger.done() == 3);
    ledger.give(home.owner().coldkey(), 5);
    assertThat(said.poll(20, TimeUnit.SECONDS)).isNotNull();
    ledger.give(home.owner().coldkey(), 7); // later money is the owner's to place
    int done = ledger.done();

    up();

    Thread.sleep(1_000);
    assertThat(ledger.done()).isEqualTo(done);
    assertThat(client.account(home.owner().coldkey()).free().value()).isEqualTo(7);
  }

  private interface Condition {
    boolean holds();
  }

  private static void until(Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
