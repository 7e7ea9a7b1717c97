package witan.cli.weights;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import witan.accounting.SparseRow;
import witan.cli.Failure;
import witan.cli.Ports;
import witan.cli.Witan;
import witan.cli.wallet.PretendedLedger;
import witan.protocol.key.HotkeyFile;
import witan.protocol.key.HotkeyPair;

class WeightsCommandTest {

  private static final SparseRow HALF_AND_WHOLE =
      SparseRow.of(new int[] {1, 2}, new int[] {32_768, 65_535});

  @TempDir private Path folder;

  private final HotkeyPair validator = HotkeyPair.generate();
  private final StringWriter err = new StringWriter();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private PretendedLedger ledger;
  private Path key;

  @BeforeEach
  void aValidatorOnBothSubnets() throws IOException {
    ledger = new PretendedLedger();
    ledger.validate(1, validator.hotkey());
    ledger.validate(2, validator.hotkey());
    key = folder.resolve("validator.key");
    HotkeyFile.save(validator, key);
  }

  @AfterEach
  void stop() {
    ledger.close();
  }

  private int weights(String... words) {
    int offset = new Ports(Ports.DEFAULT_BASE).ledger() - Ports.DEFAULT_BASE;
    CommandLine line = Witan.commandLine();
    line.setErr(new PrintWriter(err, true));
    out.reset();
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      List<String> all =
          new ArrayList<>(
              List.of("--home=" + folder, "--port-base=" + (ledger.port() - offset), "weights"));
      all.addAll(List.of(words));
      all.add("--hotkey-file=" + key);
      return line.execute(all.toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private List<Path> kept() throws IOException {
    Path home = folder.resolve("weights");
    if (!Files.isDirectory(home)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(home)) {
      return files.toList();
    }
  }

  @Test
  void whereWeightsAreSetOpenlyTheyHoldAtOnce() throws IOException {
    assertThat(weights("set", "2=1", "1=0.5", "--netuid", "2")).as(err.toString()).isZero();

    assertThat(said()).startsWith("Set in block 7: 0x");
    assertThat(ledger.weightsOf(2)).isEqualTo(HALF_AND_WHOLE);
    assertThat(kept()).isEmpty();
  }

  @Test
  void whereTheyAreCommittedToTheSaltIsKeptUntilTheirTimeHasCome() throws IOException {
    assertThat(weights("set", "2=1", "1=0.5")).as(err.toString()).isZero();
    assertThat(said()).startsWith("Committed in block 7. Reveal it from height 8 to 17");
    assertThat(ledger.weightsOf(1)).isEqualTo(SparseRow.EMPTY);
    assertThat(kept())
        .singleElement()
        .satisfies(file ->
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------"));

    assertThat(weights("reveal")).isZero();
    assertThat(said()).contains("from height 8 to 17; it is 6 now").contains("--wait");
    assertThat(ledger.weightsOf(1)).isEqualTo(SparseRow.EMPTY);

    ledger.close(7);
    assertThat(weights("reveal")).as(err.toString()).isZero();
    assertThat(said()).startsWith("Revealed in block 8: 0x");
    assertThat(ledger.weightsOf(1)).isEqualTo(HALF_AND_WHOLE);
    assertThat(kept()).isEmpty();
    assertThat(weights("reveal")).isZero();
    assertThat(said()).contains("Nothing is committed to").contains("./witan weights set");
  }

  @Test
  void whoeverWaitsRevealsAsSoonAsTheTimeHasCome() {
    assertThat(weights("set", "2=1", "1=0.5")).isZero();
    ledger.tick();

    assertThat(weights("reveal", "--wait")).as(err.toString()).isZero();
    assertThat(said()).startsWith("Revealed in block ");
    assertThat(ledger.weightsOf(1)).isEqualTo(HALF_AND_WHOLE);
  }

  @Test
  void whatCanBeRevealedNoMoreIsNotTried() {
    assertThat(weights("set", "2=1")).isZero();
    ledger.close(17);

    assertThat(weights("reveal")).as(err.toString()).isZero();
    assertThat(said()).contains("Nothing is committed to");
    assertThat(ledger.weightsOf(1)).isEqualTo(SparseRow.EMPTY);
  }

  @Test
  void weightsOfOlderRulesAreRefused() {
    assertThat(weights("set", "2=1", "--netuid", "2", "--version-key", "2"))
        .isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("older rules");
  }

  @Test
  void whoHasNoPlaceIsToldSo() throws IOException {
    key = folder.resolve("other.key");
    HotkeyFile.save(HotkeyPair.generate(), key);

    assertThat(weights("set", "2=1", "--netuid", "2")).isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("is not registered on this ledger");
    assertThat(weights("set", "2=1", "--netuid", "9")).isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("no subnet 9").contains("1 (text), 2 (embeddings)");
    key = folder.resolve("none.key");
    assertThat(weights("reveal")).isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("There is no key in");
  }
}
