package witan.functions.function;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import witan.embedding.Embedder;
import witan.functions.KnownExperts;
import witan.protocol.Json;
import witan.protocol.gate.GateContent;
import witan.protocol.gate.GateVersion;
import witan.protocol.network.ExpertList;
import witan.protocol.network.ExpertRecord;

/**
 * A ledger on loopback that lists two experts and stores what is learned, or fails when told to.
 */
public class FakeLedger implements QuarkusTestResourceLifecycleManager {

  static final AtomicInteger STATUS = new AtomicInteger(200);
  static final AtomicInteger CALLS = new AtomicInteger();
  static final AtomicReference<@Nullable GateContent> ACTIVE = new AtomicReference<>();
  private static final Map<String, GateVersion> STORED = new ConcurrentHashMap<>();
  private static final AtomicReference<byte[]> LIST = new AtomicReference<>(new byte[0]);

  @SuppressWarnings("NullAway.Init") // Quarkus starts it
  private HttpServer server;

  @Override
  public Map<String, String> start() {
    try (Embedder embedder = Embedder.load(1)) {
      ExpertRecord cooking =
          KnownExperts.expert(
              "cooking",
              "bread, sauces and cakes",
              List.of(embedder.embed("How bread rises"), embedder.embed("Sauces and soups")));
      ExpertRecord sports =
          KnownExperts.expert(
              "sports",
              "football, tennis and the Olympic Games",
              List.of(embedder.embed("Football cups and goals"), embedder.embed("Tennis")));
      LIST.set(
          Json.write(new ExpertList(1, List.of(cooking, sports))).getBytes(StandardCharsets.UTF_8));
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/network/experts",
        exchange -> {
          CALLS.incrementAndGet();
          byte[] body =
              STATUS.get() == 200 ? Objects.requireNonNull(LIST.get()) : new byte[] {'{', '}'};
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(STATUS.get(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.createContext("/gate/", FakeLedger::gate);
    server.start();
    return Map.of(
        "witan.service-key",
        "key-of-the-tests",
        "witan.ledger.url",
        "http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static void gate(HttpExchange exchange) throws IOException {
    GateContent active = ACTIVE.get();
    String path = exchange.getRequestURI().getPath();
    Object answer = null;
    int status = 200;
    if (!"Bearer key-of-the-tests".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      status = 401;
    } else if (path.equals("/gate/active")) {
      String seen = exchange.getRequestHeaders().getFirst("If-None-Match");
      boolean unchanged = active != null && ("\"" + active.version() + "\"").equals(seen);
      status = active == null ? 204 : unchanged ? 304 : 200;
      answer = active;
    } else {
      UUID id = UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
      if (exchange.getRequestMethod().equals("PUT")) {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        GateContent content = Json.read(body, GateContent.class);
        String parent = active == null ? null : active.version();
        status = Objects.equals(content.parent(), parent) ? 200 : 409;
        if (status == 200) {
          ACTIVE.set(content);
          STORED.put(
              id.toString(),
              new GateVersion(id, content.version(), parent, KnownExperts.NOW, true));
        }
      }
      answer = STORED.get(id.toString());
      status = answer == null && status == 200 ? 404 : status;
    }
    byte[] body =
        status == 200 && answer != null
            ? Json.write(answer).getBytes(StandardCharsets.UTF_8)
            : new byte[0];
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void stop() {
    server.stop(0);
  }
}
