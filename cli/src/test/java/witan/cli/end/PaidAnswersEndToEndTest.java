package witan.cli.end;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import witan.cli.Home;
import witan.cli.Ports;
import witan.cli.Witan;
import witan.cli.bench.MeasuredLedger;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.access.ApiKeySecret;
import witan.protocol.access.Charge;
import witan.protocol.access.Hold;
import witan.protocol.access.Payment;
import witan.protocol.key.Coldkey;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.key.HotkeyFile;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.Command.Transfer;
import witan.protocol.ledger.SignedCommand;

/**
 * From a client's key to an expert's money, on a real ledger: the operator types what the README
 * says, and the test is the gateway.
 */
class PaidAnswersEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path folder;

  private Home home = new Home(Path.of(""));
  private Ports ports = new Ports(Ports.DEFAULT_BASE);
  private Replicas replicas = new Replicas(List.of());

  @Test
  void whatAClientPaysInReachesTheExpertsOwnerAndTheRestComesBack() throws Exception {
    home = new Home(folder.resolve("home"));
    home.prepare();
    ports = new Ports(Launcher.freeBase());
    List<String> settings = List.of("witan.block.every=200ms", "witan.genesis.subnets.1.tempo=4");
    try (MeasuredLedger ledger = new MeasuredLedger(home, ports, settings)) {
      ledger.startDatabase();
      ledger.startLedger();
      replicas = new Replicas(List.of(ledger.url()));
      until(ledger.owner().coldkey(), Rao.PER_TAO / 100);
      HotkeyPair expert = HotkeyPair.generate();
      HotkeyFile.save(expert, folder.resolve("expert.key"));
      witan("wallet", "new", "alice");
      witan("wallet", "new", "client");
      witan("wallet", "transfer", "client", "0.005");
      witan("neuron", "register", folder.resolve("expert.key").toString(), "--wallet=alice");

      String shown = witan("key", "create", "shop", "--owner=client", "--budget=0.002");
      String key = ApiKeySecret.parse(shown.lines().findFirst().orElse("")).orElseThrow().id();
      assertThat(witan("key", "fund", "0.004", "--wallet=client")).contains("are paid in");
      UUID answer = UUID.randomUUID();
      gateway(
          "PUT", "/api-keys/" + key + "/holds/" + answer, new Hold(account(), new Rao(900_000)));
      Charge charge = new Charge(List.of(new Charge.Share(expert.hotkey(), new Rao(300_000))));
      gateway("PUT", "/api-keys/" + key + "/holds/" + answer + "/charge", charge);
      pay();
      assertThat(balance("alice")).isEqualTo(300_000);

      assertThat(witan("key", "list")).contains("0.000300000");
      assertThat(witan("key", "balance", "--owner=client")).contains("0.003700000");
      witan("key", "refund", "0.0037", "--owner=client");
      pay();
      assertThat(balance("client")).isEqualTo(1_000_000 + 3_700_000);
      assertThat(replicas.free(account())).isZero();
      witan("key", "revoke", "shop");
      assertThat(
              send(
                      "PUT",
                      "/api-keys/" + key + "/holds/" + UUID.randomUUID(),
                      new Hold(account(), new Rao(1)))
                  .body())
          .contains("urn:witan:problem:key-revoked");
    }
  }

  private Coldkey account() {
    return home.gatewayColdkey().coldkey();
  }

  /** Posts all that the gateway's account has to pay: one payment. */
  private void pay() throws Exception {
    String answer = gateway("POST", "/escrows/" + account() + "/payments", List.of());
    Payment[] due = Json.read(answer, Payment[].class);
    assertThat(due).hasSize(1);
    ColdkeyPair signer = home.gatewayColdkey();
    for (Payment payment : due) {
      JsonNode account = replicas.get("/accounts/" + signer.coldkey(), JsonNode.class);
      Transfer transfer =
          new Transfer(
              payment.id(),
              payment.account(),
              payment.payee(),
              payment.amount(),
              account.path("nonce").asLong() + 1);
      replicas.post(SignedCommand.sign(transfer, replicas.info().domain(), signer));
    }
    assertThat(gateway("POST", "/escrows/" + account() + "/payments", List.of())).isEqualTo("[]");
  }

  private String gateway(String method, String path, Object body) throws Exception {
    HttpResponse<String> response = send(method, path, body);
    assertThat(response.statusCode()).as(path + ": " + response.body()).isBetween(200, 204);
    return response.body();
  }

  private HttpResponse<String> send(String method, String path, Object body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.ledger() + path))
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .header("authorization", "Bearer " + home.secret("service-key"))
            .method(method, HttpRequest.BodyPublishers.ofString(Json.write(body)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private long balance(String wallet) throws Exception {
    String answer = witan("wallet", "balance", wallet, "--json");
    return Json.mapper().readTree(answer).path(wallet).path("free").asLong();
  }

  private void until(Coldkey coldkey, long free) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (replicas.free(coldkey) < free) {
      assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
      Thread.sleep(100);
    }
  }

  private String witan(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CommandLine line = Witan.commandLine();
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      List<String> all =
          new ArrayList<>(List.of("--home=" + home.folder(), "--port-base=" + ports.base()));
      all.addAll(List.of(words));
      assertThat(line.execute(all.toArray(String[]::new))).as(String.join(" ", words)).isZero();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
