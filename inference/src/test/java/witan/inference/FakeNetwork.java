package witan.inference;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import witan.inference.classification.TinyClassifier;
import witan.protocol.Json;
import witan.protocol.key.HotkeyPair;
import witan.protocol.network.Gateway;
import witan.protocol.signature.SignedMessage;

/** A registry on loopback that checks signatures and remembers what it was sent. */
public class FakeNetwork implements QuarkusTestResourceLifecycleManager {

  /** The one gateway that it lists. */
  public static final HotkeyPair GATEWAY = HotkeyPair.generate();

  /** Whether it has forgotten every expert. */
  public static volatile boolean forgetful;

  /** Messages whose signature was right. */
  public static final List<SignedMessage> RECEIVED = new CopyOnWriteArrayList<>();

  /** Every byte that it was sent, whoever signed it. */
  public static final List<String> BODIES = new CopyOnWriteArrayList<>();

  private HttpServer server;
  private @Nullable Path corpus;

  /** With {@code folder} the expert has the documents there, else a few on sauces. */
  @Override
  public void init(Map<String, String> arguments) {
    String folder = arguments.get("folder");
    corpus = folder == null ? null : Path.of(folder);
  }

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/network/gateways", this::gateways);
      server.createContext("/network", this::receive);
      server.start();
      Path home = Files.createTempDirectory("expert-home");
      Path cache = Files.createTempDirectory("cache");
      Path model = home.resolve("fake.gguf");
      Files.writeString(model, "a fake model needs no file, but the loader looks for one");
      Path folder = corpus == null ? Files.createTempDirectory("expert-folder") : corpus;
      String settings = "model: " + model + "\nlabels: [food]\n";
      if (corpus == null) {
        TinyClassifier.write(home.resolve("fields"));
        settings += "share_titles: true\nclassifiers: " + home.resolve("fields") + "\n";
        Files.copy(Path.of("network/cooking/sauces.md"), folder.resolve("sauces.md"));
      }
      Files.writeString(folder.resolve("expert.yaml"), settings);
      return Map.of(
          "witan.network.url",
          "http://127.0.0.1:" + server.getAddress().getPort(),
          "witan.expert.folder",
          folder.toString(),
          "witan.expert.home",
          home.toString(),
          "witan.expert.name",
          "cooking",
          "witan.expert.sessions.most",
          "2",
          "witan.expert.retrieval.rescan",
          "0.2s",
          "witan.expert.sessions.idle",
          "PT2S",
          "witan.cache",
          cache.toString(),
          "quarkus.http.test-port",
          "0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    server.stop(0);
  }

  private void gateways(HttpExchange exchange) throws IOException {
    answer(
        exchange, 200, Json.write(List.of(new Gateway(GATEWAY.hotkey(), "http://127.0.0.1:8080"))));
  }

  private void receive(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    BODIES.add(body);
    SignedMessage message = Json.read(body, SignedMessage.class);
    if (!message.verify()) {
      answer(exchange, 401, "{}");
      return;
    }
    RECEIVED.add(message);
    boolean registration = message.type().equals("expert.register");
    if (registration) {
      forgetful = false;
    }
    answer(exchange, registration ? 200 : forgetful ? 404 : 204, "{}");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
    if (status != 204) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }
}
