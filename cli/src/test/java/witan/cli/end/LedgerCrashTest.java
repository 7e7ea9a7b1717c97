package witan.cli.end;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.accounting.replay.Replay;
import witan.cli.Home;
import witan.cli.Ports;
import witan.cli.bench.MeasuredLedger;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.BlockContent;
import witan.protocol.ledger.Command.Transfer;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.ledger.Receipt;
import witan.protocol.ledger.SignedCommand;

/** The ledger's or the database's processes are killed under load; nothing is lost or doubled. */
class LedgerCrashTest {

  private static final int OWNERS = 4;
  private static final long FUND = 1_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void nothingAcknowledgedIsLostAndNothingIsDoneTwice() throws Exception {
    killed(5);
  }

  @Test
  @Tag("long")
  void nothingIsLostOrDoneTwiceInFiftyCrashes() throws Exception {
    killed(50);
  }

  private void killed(int times) throws Exception {
    Home home = new Home(folder.resolve("home"));
    home.prepare();
    List<String> settings = List.of("witan.block.every=200ms", "witan.genesis.subnets.1.tempo=4");
    try (MeasuredLedger ledger =
            new MeasuredLedger(home, new Ports(Launcher.freeBase()), settings);
        ExecutorService sending = Executors.newVirtualThreadPerTaskExecutor()) {
      ledger.startDatabase();
      ledger.startLedger();
      List<Owner> owners = owners(ledger);
      for (int seed = 0; seed < times; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        for (Owner owner : owners) {
          owner.stopped = false;
        }
        List<Future<?>> loads = new ArrayList<>();
        for (Owner owner : owners) {
          loads.add(sending.submit(() -> owner.transferUntilStopped()));
        }
        Thread.sleep(300 + random.nextInt(1_500));
        if (random.nextBoolean()) {
          ledger.killLedger();
          ledger.startLedger();
        } else {
          ledger.killDatabase();
          ledger.startDatabase(); // the ledger has to find it again by itself
        }
        owners.forEach(owner -> owner.stopped = true);
        for (Future<?> load : loads) {
          load.get();
        }
      }
      for (Owner owner : owners) {
        owner.check();
      }
      replay(ledger);
    }
  }

  private List<Owner> owners(MeasuredLedger ledger) throws Exception {
    Domain domain = Json.read(get(ledger, "/ledger"), LedgerInfo.class).domain();
    Owner first = new Owner(ledger, domain, ledger.owner());
    while (first.free() < OWNERS * FUND) {
      Thread.sleep(200); // until the first epoch has paid the first coin
    }
    List<Owner> owners = new ArrayList<>();
    for (int i = 0; i < OWNERS; i++) {
      Owner owner = new Owner(ledger, domain, ColdkeyPair.generate());
      first.transfer(owner, FUND);
      owners.add(owner);
    }
    return owners;
  }

  /** An owner who pays away, one transfer after the other, and notes what was acknowledged. */
  private final class Owner {
    private final MeasuredLedger ledger;
    private final Domain domain;
    private final ColdkeyPair key;
    private final List<Receipt> receipts = new ArrayList<>();
    private final ColdkeyPair payee = ColdkeyPair.generate();
    private long nonce;
    private volatile boolean stopped;

    Owner(MeasuredLedger ledger, Domain domain, ColdkeyPair key) {
      this.ledger = ledger;
      this.domain = domain;
      this.key = key;
    }

    Void transferUntilStopped() throws Exception {
      while (!stopped) {
        receipts.add(send(payee, 1));
      }
      return null;
    }

    void transfer(Owner to, long amount) throws Exception {
      send(to.key, amount);
    }

    /** Sends one command again and again until it is answered. */
    private Receipt send(ColdkeyPair to, long amount) throws Exception {
      Transfer transfer =
          new Transfer(UUID.randomUUID(), key.coldkey(), to.coldkey(), new Rao(amount), ++nonce);
      HttpRequest request =
          HttpRequest.newBuilder(ledger.url().resolve("/commands"))
              .timeout(Duration.ofSeconds(10))
              .header("content-type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      Json.write(SignedCommand.sign(transfer, domain, key))))
              .build();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        try {
          HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
          if (response.statusCode() == 200) {
            return Json.read(response.body(), Receipt.class);
          }
          assertThat(response.statusCode()).as(response.body()).isGreaterThanOrEqualTo(500);
        } catch (IOException e) {
          // Killed meanwhile: whether it was done is not known.
        }
        assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
        Thread.sleep(50);
      }
    }

    long free() throws Exception {
      return Json.read(get(ledger, "/accounts/" + key.coldkey()), AccountInfo.class).free().value();
    }

    void check() throws Exception {
      assertThat(receipts).isNotEmpty();
      for (Receipt receipt : receipts) {
        String found = get(ledger, "/commands/" + key.coldkey() + "/" + receipt.id());
        assertThat(Json.read(found, Receipt.class)).isEqualTo(receipt);
      }
      assertThat(free()).isEqualTo(FUND - receipts.size());
      assertThat(new Owner(ledger, domain, payee).free()).isEqualTo(receipts.size());
    }
  }

  private void replay(MeasuredLedger ledger) throws Exception {
    long height = Json.read(get(ledger, "/ledger"), LedgerInfo.class).height();
    Replay replay = new Replay(get(ledger, "/ledger/genesis"));
    for (long h = 1; h < height; h++) {
      replay.next(Json.read(get(ledger, "/blocks/" + h + "/content"), BlockContent.class));
    }
    assertThat(replay.height()).isEqualTo(height - 1).isPositive();
  }

  private String get(MeasuredLedger ledger, String path) throws Exception {
    URI uri = ledger.url().resolve(path);
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
    return response.body();
  }
}
