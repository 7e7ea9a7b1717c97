package witan.cli.metagraph;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import witan.cli.Failure;
import witan.cli.Ports;
import witan.cli.Witan;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.EpochInfo;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.ledger.NeuronInfo;
import witan.protocol.ledger.ValidatorInfo;

class MetagraphCommandTest {

  private static final long TAO = 1_000_000_000;
  private static final Hotkey FIRST = new Hotkey("aa".repeat(32));
  private static final Hotkey SECOND = new Hotkey("bb".repeat(32));
  private static final Coldkey OWNER = new Coldkey("0x" + "12".repeat(20));

  private final Map<String, Object> pages = new HashMap<>();
  private final StringWriter err = new StringWriter();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private HttpServer ledger;

  @BeforeEach
  void aLedgerWithOneSubnet() throws IOException {
    ledger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ledger.createContext("/", this::answer);
    ledger.start();
    pages.put("/ledger", info());
    pages.put("/subnets/1/neurons", List.of());
    pages.put("/subnets/1/validators", List.of());
    pages.put("/subnets/1/epochs", List.of());
  }

  @AfterEach
  void stop() {
    ledger.stop(0);
  }

  private static LedgerInfo info() {
    return new LedgerInfo(
        "test",
        new Domain(31_337, "ab".repeat(32)),
        42,
        1,
        Rao.ZERO,
        Rao.ZERO,
        Rao.ZERO,
        Rao.ZERO,
        Rao.ZERO,
        null,
        List.of(
            new LedgerInfo.SubnetInfo(
                1, "text", OWNER, 99, 1, Rao.ZERO, Rao.ZERO, 98, 0, Rao.ZERO, null)));
  }

  private void answer(HttpExchange exchange) throws IOException {
    Object page = pages.get(exchange.getRequestURI().getPath());
    try (exchange) {
      byte[] bytes = Json.write(page == null ? Map.of() : page).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(page == null ? 404 : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
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
          new ArrayList<>(List.of("--port-base=" + (ledger.getAddress().getPort() - offset)));
      all.addAll(List.of(words));
      return line.execute(all.toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static NeuronInfo neuron(int uid, Hotkey hotkey, long stake, boolean permit) {
    return new NeuronInfo(
        uid,
        hotkey,
        OWNER,
        1,
        40,
        new Rao(stake),
        permit,
        permit,
        permit ? 0 : 65_535,
        permit ? 0 : 32_768,
        permit ? 65_535 : 0,
        permit ? 65_535 : 0,
        new Rao(410_000_000),
        permit ? null : "http://127.0.0.1:8090");
  }

  @Test
  void neuronsAreShownInSharesAndTao() {
    pages.put(
        "/subnets/1/neurons",
        List.of(neuron(0, FIRST, 12 * TAO, true), neuron(1, SECOND, 5, false)));

    assertThat(witan("metagraph")).as(err.toString()).isZero();
    List<String> lines = said().lines().toList();
    assertThat(lines.getFirst()).matches("UID +HOTKEY +STAKE +CONSENSUS +INCENTIVE +.*ENDPOINT");
    assertThat(lines.get(1))
        .matches("  0 +" + FIRST + " +12\\.000000000 +0\\.00 % +0\\.00 % +100\\.00 % .* yes +-");
    assertThat(lines.get(2))
        .matches(
            "  1 +" + SECOND + " + 0\\.000000005 +100\\.00 % +50\\.00 % .*http://127.0.0.1:8090");
    assertThat(lines.get(2).indexOf(".000000005")).isEqualTo(lines.get(1).indexOf(".000000000"));
    assertThat(witan("metagraph", "--json")).isZero();
    assertThat(Json.read(said(), NeuronInfo[].class))
        .containsExactly(neuron(0, FIRST, 12 * TAO, true), neuron(1, SECOND, 5, false));
  }

  @Test
  void validatorsAreShownWithWhatTheyBring() {
    pages.put(
        "/subnets/1/validators",
        List.of(validator(0, FIRST, 12 * TAO, 0.1234), validator(1, SECOND, 0, null)));

    assertThat(witan("validators")).as(err.toString()).isZero();
    assertThat(said().lines().toList())
        .anySatisfy(line ->
            assertThat(line).matches("  0 +" + FIRST + " +12\\.0+ + 2 +18\\.00 % .*12\\.34 % +-"))
        .anySatisfy(line -> assertThat(line).matches("  1 +" + SECOND + " .* - + - +no permit"));
    assertThat(witan("validators", "--json")).isZero();
    assertThat(Json.read(said(), ValidatorInfo[].class)).hasSize(2);
  }

  private static ValidatorInfo validator(int uid, Hotkey hotkey, long stake, Double apr) {
    return new ValidatorInfo(
        1, uid, hotkey, OWNER, new Rao(stake), 2, 11_796, stake > 0, 65_535, apr, null);
  }

  @Test
  void epochsAreShownWithWhomTheyPaid() {
    EpochInfo epoch =
        new EpochInfo(
            1,
            7,
            698,
            new Rao(100 * TAO),
            new Rao(18 * TAO),
            new Rao(41 * TAO),
            new Rao(11 * TAO),
            new Rao(30 * TAO),
            "c0ffee".repeat(10) + "0000");
    pages.put("/subnets/1/epochs", List.of(epoch));

    assertThat(witan("epochs", "--first", "5")).as(err.toString()).isZero();
    assertThat(said().lines().toList().get(1))
        .matches(" +7 +698 +100\\.0{9} +18\\.0{9} +41\\.0{9} +11\\.0{9} +30\\.0{9} +c0ffeec0ffee");
    assertThat(witan("epochs", "--json")).isZero();
    assertThat(Json.read(said(), EpochInfo[].class)).containsExactly(epoch);
  }

  @Test
  void whereThereIsNothingYetTheNextStepIsSaid() {
    assertThat(witan("metagraph")).isZero();
    assertThat(said())
        .contains("Nobody has a place on subnet 1")
        .contains("./witan neuron register");
    assertThat(witan("validators")).isZero();
    assertThat(said()).contains("./witan stake add HOTKEY AMOUNT --netuid 1");
    assertThat(witan("epochs")).isZero();
    assertThat(said()).contains("The next one is at height 98; it is 42 now.");
  }

  @Test
  void aSubnetThatThereIsNotIsSaidWithThoseThatThereAre() {
    for (String command : List.of("metagraph", "validators", "epochs")) {
      assertThat(witan(command, "--netuid", "9")).isEqualTo(Failure.FAILED);
      assertThat(err.toString()).contains("no subnet 9").contains("1 (text)");
      err.getBuffer().setLength(0);
    }
  }
}
