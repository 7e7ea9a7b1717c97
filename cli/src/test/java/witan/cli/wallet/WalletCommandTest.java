package witan.cli.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import witan.cli.Failure;
import witan.cli.Home;
import witan.cli.Ports;
import witan.cli.Witan;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyFile;
import witan.protocol.key.HotkeyPair;

class WalletCommandTest {

  private static final long TAO = 1_000_000_000;
  private static final Hotkey FIRST = new Hotkey("aa".repeat(32));
  private static final Hotkey SECOND = new Hotkey("bb".repeat(32));

  @TempDir private Path folder;

  private PretendedLedger ledger;
  private Wallets wallets;
  private final StringWriter err = new StringWriter();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void start() throws IOException {
    ledger = new PretendedLedger();
    ledger.seat(FIRST);
    ledger.seat(SECOND);
    wallets = new Wallets(new Home(folder));
  }

  @AfterEach
  void stop() {
    ledger.close();
  }

  private int witan(String... words) {
    int offset = new Ports(Ports.DEFAULT_BASE).ledger() - Ports.DEFAULT_BASE;
    CommandLine line = Witan.commandLine();
    line.setErr(new PrintWriter(err, true));
    out.reset();
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      List<String> all =
          new ArrayList<>(List.of("--home=" + folder, "--port-base=" + (ledger.port() - offset)));
      all.addAll(List.of(words));
      return line.execute(all.toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private void rich(String name, long tao) {
    ledger.give(wallets.make(name).coldkey(), tao * TAO);
  }

  @Test
  void aWalletIsMadeForItsOwnerAloneAndNeverOverwritten() throws IOException {
    assertThat(witan("wallet", "new", "alice")).isZero();
    Path file = folder.resolve("wallets/alice.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(said()).contains(wallets.key("alice").coldkey().checksummed());
    String key = Files.readString(file);
    assertThat(witan("wallet", "new", "alice")).isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("already");
    assertThat(Files.readString(file)).isEqualTo(key);
  }

  @Test
  void aNameThatCouldBeAnotherFileIsRefused() {
    assertThat(witan("wallet", "new", "../alice")).isEqualTo(Failure.FAILED);
    assertThat(witan("wallet", "new", "owner")).isEqualTo(Failure.FAILED);
    assertThat(folder.resolve("alice.key")).doesNotExist();
  }

  @Test
  void walletsAreListedWithoutTheLedger() {
    wallets.make("bob");
    wallets.make("alice");
    ledger.close();
    assertThat(witan("wallet", "list")).isZero();
    assertThat(said().lines().map(line -> line.split(" ")[0]))
        .containsExactly("NAME", "alice", "bob");
  }

  @Test
  void aTransferMovesTheAmount() {
    rich("alice", 2);
    wallets.make("bob");
    assertThat(witan("wallet", "transfer", "bob", "1.5", "--wallet", "alice"))
        .as(err.toString())
        .isZero();
    assertThat(said()).startsWith("Done, in block 7: 0x");
    assertThat(witan("wallet", "balance", "--json")).isZero();
    assertThat(said()).contains("\"free\":\"500000000\"").contains("\"free\":\"1500000000\"");
  }

  @Test
  void whatIsNotThereIsRefusedInWords() {
    rich("alice", 1);
    wallets.make("bob");
    assertThat(witan("wallet", "transfer", "bob", "1000000001rao", "--wallet", "alice"))
        .isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("holds less").contains("1 less than needed");
    assertThat(ledger.done()).isZero();
  }

  @Test
  void anAmountThatIsNoneIsRefusedBeforeAnybodyIsAsked() {
    rich("alice", 1);
    assertThat(witan("wallet", "transfer", "alice", "1,5", "--wallet", "alice"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("like 1.5");
  }

  @Test
  void aMissingWalletIsNamedWithTheWayToMakeIt() {
    assertThat(witan("wallet", "transfer", "bob", "1")).isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("./witan wallet new bob");
  }

  @Test
  void whatWasNotAnsweredIsSaidAgainAndDoneOnce() {
    rich("alice", 2);
    wallets.make("bob");
    ledger.loseAnswers(1);
    assertThat(witan("wallet", "transfer", "bob", "1", "--wallet", "alice")).isZero();
    assertThat(ledger.done()).isEqualTo(1);
  }

  @Test
  void underOneIdACommandIsDoneOnce() {
    rich("alice", 2);
    wallets.make("bob");
    String id = "00000000-0000-4000-8000-000000000001";
    String[] words = {"wallet", "transfer", "bob", "1", "--wallet", "alice", "--id", id};
    assertThat(witan(words)).isZero();
    assertThat(witan(words)).isZero();
    assertThat(said()).startsWith("Was done already, in block 7: 0x");
    assertThat(ledger.done()).isEqualTo(1);
  }

  @Test
  void stakeIsPutBehindAValidatorMovedAndTakenBack() {
    rich("alice", 2);
    String[] alice = {"--wallet", "alice"};
    assertThat(witan("stake", "add", FIRST.hex(), "1.5", alice[0], alice[1])).isZero();
    assertThat(witan("stake", "move", FIRST.hex(), "1", "--to", SECOND.hex(), alice[0], alice[1]))
        .as(err.toString())
        .isZero();
    assertThat(witan("stake", "remove", FIRST.hex(), "0.25", alice[0], alice[1])).isZero();
    assertThat(witan("wallet", "balance", "alice")).isZero();
    assertThat(said().lines().toList())
        .anySatisfy(line -> assertThat(line).matches("free +0\\.750000000"))
        .anySatisfy(
            line -> assertThat(line).matches(FIRST.hex() + " +1 +0\\.250000000 +0\\.000000000"))
        .anySatisfy(
            line -> assertThat(line).matches(SECOND.hex() + " +1 +1\\.000000000 +0\\.000000000"));
  }

  @Test
  void aHotkeyIsRegisteredAndItsTakeIsSet() throws IOException {
    wallets.make("alice");
    HotkeyPair node = HotkeyPair.generate();
    Path file = folder.resolve("node.key");
    HotkeyFile.save(node, file);

    assertThat(witan("neuron", "register", file.toString(), "--wallet", "alice"))
        .as(err.toString())
        .isZero();
    assertThat(said()).startsWith("Done, in block 7: 0x");
    assertThat(witan("neuron", "register", file.toString(), "--wallet", "alice"))
        .isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("registered on the subnet already");
    String hotkey = node.hotkey().hex();
    assertThat(witan("neuron", "take", hotkey, "18", "--wallet", "alice"))
        .as(err.toString())
        .isZero();
    assertThat(witan("neuron", "take", hotkey, "9.5", "--wallet", "alice")).isZero();
    assertThat(ledger.takeOf(node.hotkey())).isEqualTo(6_225);
    assertThat(witan("neuron", "take", hotkey, "101", "--wallet", "alice"))
        .isEqualTo(Failure.FAILED);
    assertThat(witan("neuron", "register", "nowhere.key")).isEqualTo(Failure.FAILED);
  }

  @Test
  void aValidatorThatIsNotThereIsRefused() {
    rich("alice", 2);
    assertThat(witan("stake", "add", "cc".repeat(32), "1", "--wallet", "alice"))
        .isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("not registered");
  }

  @Test
  void whatIsNoHotkeyIsRefused() {
    assertThat(witan("stake", "add", "abc", "1")).isEqualTo(CommandLine.ExitCode.USAGE);
  }
}
