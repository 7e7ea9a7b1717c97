package witan.cli.simulate;

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
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import witan.cli.Json;
import witan.cli.Witan;

class EpochsCommandTest {

  /** Two validators of one stake and a server; what must come out is arithmetic. */
  private static final String CASES =
      """
      {"cases": [{"name": "a & b", "steps": [
        {"label": "first", "emission": 1000,
         "input": {"stake": [5, 5, 0], "weights": [[[2, 7]], [[2, 9]], []],
                   "permits": [true, true, false]},
         "expected": {"incentive": [0, 0, 65535], "dividends": [32767, 32767, 0],
                      "emission": [250, 250, 500], "bonds": [[[2, 65535]], [0, 0, 65535], []]}},
        {"input": {"stake": [5, 5, 0], "yuma3": true}}]}]}
      """;

  @TempDir private Path folder;

  private final StringWriter err = new StringWriter();

  @Test
  void whatTheFileExpectsIsSaidToHaveComeOut() throws IOException {
    Said said = run(CASES);

    assertThat(said.code()).isZero();
    assertThat(said.text()).contains("All 18 numbers that the file expects came out.");
    assertThat(said.text().lines().anyMatch("0: first"::equals)).isTrue();
    assertThat(said.text().lines().map(line -> line.replaceAll(" +", " ")))
        .contains("0 0 0 0 32767 65535 250 2:65535", " 2 65535 65535 0 0 500");
  }

  @Test
  void aDifferenceIsNamedByCaseEpochFieldUidAndBothNumbers() throws IOException {
    Said said =
        run(CASES.replace("250, 250, 500", "250, 251, 500").replace("[2, 65535]", "[1, 3]"));

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.text())
        .contains(
            "3 of 18 numbers differ:",
            "a & b, epoch 0: emission of uid 1 is 250, expected 251",
            "a & b, epoch 0: bonds of uid 0 in uid 1 is 0, expected 3",
            "a & b, epoch 0: bonds of uid 0 in uid 2 is 65535, expected 0");
  }

  @Test
  void theSameStandsInTheJson() throws IOException {
    Said said = run(CASES.replace("250, 250, 500", "250, 251, 500"), "--json");

    assertThat(said.code()).isEqualTo(1);
    JsonNode report = Json.MAPPER.readTree(said.text());
    assertThat(report.at("/compared").intValue()).isEqualTo(18);
    assertThat(report.at("/cases/0/epochs/0/bonds/1/0/1").intValue()).isEqualTo(65_535);
    assertThat(report.at("/cases/0/epochs/1/mode").textValue()).isEqualTo("yuma3");
    assertThat(report.at("/differences/0").toString())
        .contains("\"field\":\"emission\",\"uid\":1", "\"expected\":251,\"got\":250");
  }

  @Test
  void whoeverAsksForAModeGetsItsCasesOnly() throws IOException {
    String market =
        """
        {"cases": [{"name": "m", "n_validators": 1, "n_servers": 1, "epochs": 2,
          "inputs": [{"from_epoch": 0, "stake": [1], "weights_sent_u16": [[1]]}]}]}
        """;
    assertThat(run(market).text()).contains("m, yuma2", "m, yuma3\n", "m, yuma3-liquid");
    assertThat(run(market, "--mode", "yuma3-liquid").text())
        .startsWith("m, yuma3-liquid\n")
        .doesNotContain("m, yuma2", "m, yuma3\n")
        .contains("The file does not say what must come out.");

    assertThat(run(CASES, "--mode", "yuma3-liquid").code()).isEqualTo(1);
    assertThat(err.toString()).contains("no case in mode yuma3-liquid. It has: yuma2, yuma3.");
    assertThat(run(CASES, "--mode", "yuma1").code()).isEqualTo(2);
    assertThat(err.toString()).contains("'yuma1' is no mode: name yuma2, yuma3 or yuma3-liquid.");
  }

  @Test
  void theChartIsAnSvgWithALineForEachWhoEarned() throws Exception {
    Path chart = folder.resolve("dividends.svg");
    run(CASES, "--chart", chart.toString());

    var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(chart.toFile());
    assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    assertThat(Files.readString(chart)).contains("a &amp; b", "uid 0", "uid 1", "epoch");
  }

  @Test
  void whatCannotBeUsedIsRefusedWithASentence() throws IOException {
    assertThat(run("{\"cases\": [").code()).isEqualTo(1);
    assertThat(err.toString()).contains("cases.json can't be used. The file is not JSON in line 1");

    assertThat(run("{}").code()).isEqualTo(1);
    assertThat(err.toString()).contains("cases.json can't be used. The file has no cases.");

    assertThat(run(CASES.replace("[5, 5, 0]", "[5, -5, 0]")).code()).isEqualTo(1);
    assertThat(err.toString())
        .contains("cases[0].steps[0].input.stake[1] is not a whole number from 0 to");

    assertThat(run("{\"cases\": []}").code()).isEqualTo(1);
    assertThat(err.toString()).contains("cases.json has no cases.");
  }

  private record Said(int code, String text) {}

  private Said run(String cases, String... words) throws IOException {
    Path file = Files.writeString(folder.resolve("cases.json"), cases);
    CommandLine line = Witan.commandLine();
    line.setErr(new PrintWriter(err, true));
    String[] all = new String[words.length + 3];
    all[0] = "simulate";
    all[1] = "epochs";
    all[2] = file.toString();
    System.arraycopy(words, 0, all, 3, words.length);
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      int code = line.execute(all);
      return new Said(code, bytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
    }
  }
}
