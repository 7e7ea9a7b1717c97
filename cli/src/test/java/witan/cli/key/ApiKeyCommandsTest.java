package witan.cli.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import witan.cli.Failure;
import witan.cli.Home;
import witan.cli.Json;
import witan.cli.Ports;
import witan.cli.Witan;
import witan.cli.wallet.PretendedLedger;
import witan.protocol.Rao;
import witan.protocol.access.ApiKey;
import witan.protocol.access.ApiKeyRecord;
import witan.protocol.access.ApiKeySecret;
import witan.protocol.access.Caching;
import witan.protocol.access.Limits;
import witan.protocol.key.Coldkey;

class ApiKeyCommandsTest {

  private static final long TAO = 1_000_000_000;

  @TempDir private Path folder;

  private Home home = new Home(Path.of(""));
  private PretendedLedger ledger;
  private PretendedBooks books;
  private final StringWriter err = new StringWriter();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void start() throws IOException {
    home = new Home(folder.resolve("home"));
    ledger = new PretendedLedger();
    books = new PretendedBooks(ledger, home.secret("service-key"));
  }

  @AfterEach
  void stop() {
    ledger.close();
  }

  private int key(String... words) {
    int offset = new Ports(Ports.DEFAULT_BASE).ledger() - Ports.DEFAULT_BASE;
    CommandLine line = Witan.commandLine();
    line.setErr(new PrintWriter(err, true));
    out.reset();
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      List<String> all =
          new ArrayList<>(
              List.of("--home=" + home.folder(), "--port-base=" + (ledger.port() - offset), "key"));
      all.addAll(List.of(words));
      return line.execute(all.toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private ApiKey only() {
    assertThat(books.keys()).hasSize(1);
    return books.keys().getFirst().key();
  }

  @Test
  void aKeyIsShownOnceAndOnlyItsDigestLeavesTheCommand() throws IOException {
    assertThat(key("create", "shop")).as(err.toString()).isZero();

    String shown = said().lines().findFirst().orElse("");
    ApiKeySecret secret = ApiKeySecret.parse(shown).orElseThrow();
    assertThat(said()).contains("It is shown this once").contains(secret.id());
    assertThat(secret.matches(only())).isTrue();
    assertThat(only().limits()).isEqualTo(Limits.NONE);
    assertThat(only().owner()).isNull();
    assertThat(only().expiresAt()).isNull();
    key("list", "--json");
    assertThat(said()).contains(secret.id()).doesNotContain(shown.substring(20));
    try (Stream<Path> files = Files.walk(home.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).doesNotContain(shown.substring(20));
      }
    }
  }

  @Test
  void whatAKeyMayDoIsSaidWithIt() throws IOException {
    Coldkey owner = home.owner().coldkey();
    Instant before = Instant.now();

    assertThat(
            key(
                "create",
                "the web shop",
                "--owner=owner",
                "--label=eu",
                "--label=shop",
                "--requests-per-minute=60",
                "--tokens-per-minute=10000",
                "--budget=1.5",
                "--expires=30d",
                "--cache=90m",
                "--cache-similarity=0.9",
                "--json"))
        .as(err.toString())
        .isZero();

    JsonNode made = Json.MAPPER.readTree(said());
    ApiKeySecret secret = ApiKeySecret.parse(made.path("key").asText()).orElseThrow();
    assertThat(made.path("id").asText()).isEqualTo(secret.id());
    assertThat(made.path("name").asText()).isEqualTo("the web shop");
    ApiKey key = only();
    assertThat(key.digest()).isEqualTo(secret.digest());
    assertThat(key.owner()).isEqualTo(owner);
    assertThat(key.labels()).containsExactly("eu", "shop");
    assertThat(key.limits())
        .isEqualTo(new Limits(60, 10_000, new Rao(1_500_000_000), new Caching(5_400, 0.9)));
    assertThat(key.expiresAt())
        .isBetween(before.plus(Duration.ofDays(30)), Instant.now().plus(Duration.ofDays(30)));
  }

  @Test
  void onlyWhatIsSaidIsChangedAndNoneLiftsALimit() {
    key("create", "shop", "--owner=0x" + "ab".repeat(20), "--label=a", "--budget=2", "--cache=1h");
    ApiKey before = only();

    assertThat(key("set", "shop", "--requests-per-minute=9", "--budget=none", "--name=store"))
        .as(err.toString())
        .isZero();

    assertThat(only())
        .isEqualTo(
            new ApiKey(
                before.id(),
                before.digest(),
                "store",
                before.owner(),
                List.of("a"),
                new Limits(9, null, null, new Caching(3_600, 0.95)),
                null));
    assertThat(said()).contains("store");
    assertThat(
            key(
                "set",
                before.id(),
                "--owner=none",
                "--label=none",
                "--cache=none",
                "--requests-per-minute=none"))
        .as(err.toString())
        .isZero();
    assertThat(only().owner()).isNull();
    assertThat(only().labels()).isEmpty();
    assertThat(only().limits()).isEqualTo(Limits.NONE);
    assertThat(key("set", before.id())).isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("Say what is to change");
  }

  @Test
  void keysAreListedLatestFirstWithTheirLimits() {
    home.owner();
    key("create", "shop", "--owner=owner", "--requests-per-minute=60", "--budget=1.5");
    key("create", "lab", "--cache=2h", "--label=x", "--label=y", "--expires=2099-01-31");
    key("create", "old");
    key("revoke", "old");

    assertThat(key("list")).as(err.toString()).isZero();

    List<String> lines = said().lines().toList();
    assertThat(lines.get(0))
        .matches("ID +NAME +STATE +REQ/MIN +TOKENS/MIN +BUDGET +SPENT +CACHE +OWNER +LABELS");
    assertThat(lines.get(1)).matches("[0-9a-f]{16}  old +revoked 2026-11-27 .*");
    assertThat(lines.get(2))
        .matches(
            "[0-9a-f]{16}  lab +until 2099-01-31 00:00 +- +- +- +0\\.000000005  2h at 0\\.95  - +x y");
    assertThat(lines.get(3))
        .matches("[0-9a-f]{16}  shop +good +60 +- +1\\.500000000  0\\.000000005  - +owner");
  }

  @Test
  void allPagesAreListed() {
    for (int i = 0; i < 2_001; i++) {
      put("%016x".formatted(i), "key " + i);
    }

    assertThat(key("list", "--json")).isZero();

    assertThat(witan.protocol.Json.read(said(), ApiKeyRecord[].class)).hasSize(2_001);
  }

  private void put(String id, String name) {
    books.store(new ApiKey(id, "0".repeat(64), name, null, List.of(), Limits.NONE, null));
  }

  @Test
  void withoutAKeyTheWayToOneIsSaid() {
    assertThat(key("list")).isZero();
    assertThat(said()).contains("./witan key create NAME");
  }

  @Test
  void aNameThatIsNoKeysOrSeveralKeysChangesNothing() {
    put("00000000000000aa", "shop");
    put("00000000000000bb", "shop");

    assertThat(key("revoke", "lab")).isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("no API key \"lab\"").contains("./witan key list");
    assertThat(key("revoke", "shop")).isEqualTo(Failure.FAILED);
    assertThat(err.toString())
        .contains("Several API keys are called \"shop\": 00000000000000bb, 00000000000000aa")
        .contains("by its id");
    assertThat(books.keys()).allMatch(one -> one.revokedAt() == null);

    assertThat(key("revoke", "00000000000000aa")).as(err.toString()).isZero();
    assertThat(said()).contains("shop (00000000000000aa) is revoked");
    // The name is now that of the other alone.
    assertThat(key("set", "shop", "--budget=1")).as(err.toString()).isZero();
    assertThat(books.keys().get(1).key().limits().budget()).isEqualTo(new Rao(TAO));
    assertThat(key("set", "00000000000000aa", "--budget=1")).isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("was revoked");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | --budget=1,5                 | like 1.5",
        "2 | --requests-per-minute=0      | at least 1",
        "2 | --tokens-per-minute=many     | at least 1",
        "2 | --expires=tomorrow           | like 2030-01-31",
        "2 | --expires=2020-01-01         | that time is over",
        "2 | --cache=soon                 | like 90m",
        "1 | --cache=31d                  | \"seconds\"",
        "1 | --cache-similarity=0.9       | --cache SPAN",
        "1 | --owner=nobody               | ./witan wallet new nobody",
        "1 | --owner=0x12                 | 40 hexadecimal digits",
      })
  void whatIsWrongWithAKeyIsSaidAndNoneIsMade(int code, String option, String words) {
    assertThat(key("create", "shop", option)).isEqualTo(code);
    assertThat(err.toString()).contains(words);
    assertThat(said()).isEmpty();
    assertThat(books.keys()).isEmpty();
  }

  @Test
  void aNameThatIsNoneAndTheGatewaysOwnAccountAreRefused() {
    assertThat(key("create", " ")).isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("\"name\"");
    assertThat(key("create", "shop", "--owner=" + home.gatewayColdkey().coldkey()))
        .isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("the gateway's own account");
    assertThat(books.keys()).isEmpty();
  }

  @Test
  void whatIsPaidInIsTransferredToTheGatewayAndWaitedFor() {
    ledger.give(home.owner().coldkey(), 2 * TAO);
    ledger.tick();

    assertThat(key("fund", "1.5")).as(err.toString()).isZero();

    assertThat(said()).startsWith("1.500000000 TAO are paid in, in block 8: 0x");
    assertThat(ledger.freeOf(home.gatewayColdkey().coldkey())).isEqualTo(1_500_000_000);
  }

  @Test
  void whereNoBlockIsClosedItIsSaidWhenItWillCount() throws IOException {
    ledger.give(home.owner().coldkey(), 2 * TAO);

    assertThat(key("fund", "1.5")).as(err.toString()).isZero();
    assertThat(said())
        .startsWith("1.500000000 TAO are transferred, and count once block 7 is closed: 0x");

    String id = "00000000-0000-4000-8000-000000000001";
    assertThat(key("fund", "500000000rao", "--id", id, "--json")).as(err.toString()).isZero();
    JsonNode said = Json.MAPPER.readTree(said());
    assertThat(said.path("id").asText()).isEqualTo(id);
    assertThat(said.path("counts").asBoolean()).isFalse();
    assertThat(said.path("account").asText())
        .isEqualTo(home.gatewayColdkey().coldkey().checksummed());
    assertThat(key("fund", "500000000rao", "--id", id)).isZero();
    assertThat(ledger.done()).isEqualTo(2);
    assertThat(key("fund", "1rao")).isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("holds less");
  }

  @Test
  void aBalanceIsWhatIsPaidInAndWhatBecameOfIt() throws IOException {
    books.deposit(home.owner().coldkey(), 1_000);

    assertThat(key("balance")).as(err.toString()).isZero();
    assertThat(said().lines().map(line -> line.replaceAll(" {2,}", "|")).toList())
        .containsExactly(
            "|TAO",
            "paid in|0.000001000",
            "given back|0.000000000",
            "spent on answers|0.000000300",
            "held for answers being made|0.000000000",
            "left|0.000000700");

    assertThat(key("balance", "--owner=0x" + "ab".repeat(20), "--json")).isZero();
    assertThat(Json.MAPPER.readTree(said()).path("available").asText()).isEqualTo("0");
  }

  @Test
  void whatIsLeftIsGivenBackOnce() {
    Coldkey owner = home.owner().coldkey();
    books.deposit(owner, 1_000);
    String id = "00000000-0000-4000-8000-000000000001";

    assertThat(key("refund", "700rao", "--owner=owner", "--id", id)).as(err.toString()).isZero();
    assertThat(said()).contains("0.000000700 TAO go back to " + owner.checksummed()).contains(id);
    assertThat(key("refund", "700rao", "--owner=owner", "--id", id)).isZero();
    assertThat(books.refunds()).isEqualTo(1);

    assertThat(key("refund", "1rao", "--owner=owner")).isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("escrow does not suffice").contains("Less is left.");
    assertThat(key("refund", "1rao")).isEqualTo(CommandLine.ExitCode.USAGE);
  }

  @Test
  void withoutALedgerItIsSaidToBeGone() {
    ledger.close();

    assertThat(key("list")).isEqualTo(Failure.FAILED);

    assertThat(err.toString()).contains("does not answer").contains("./witan status");
  }

  @Test
  void withoutANetworkNoKeyIsMadeForIt() {
    Path none = folder.resolve("none");
    CommandLine line = Witan.commandLine();
    line.setErr(new PrintWriter(err, true));

    assertThat(line.execute("--home=" + none, "key", "create", "shop"))
        .isEqualTo(Failure.NOTHING_RUNS);

    assertThat(err.toString()).contains("No network runs");
    assertThat(none).doesNotExist();
  }

  @Test
  void theHelpTellsHotkeysFromApiKeys() {
    assertThat(Witan.commandLine().getSubcommands().get("key").getUsageMessage())
        .contains("Hotkeys, by which the network knows a node: new, show.")
        .contains("API keys, by which a gateway knows a client: create, list, set, revoke.");
  }
}
