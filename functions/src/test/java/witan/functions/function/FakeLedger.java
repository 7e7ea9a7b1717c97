package witan.functions.function;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import witan.embedding.Embedder;
import witan.functions.KnownExperts;
import witan.protocol.Json;
import witan.protocol.network.ExpertList;
import witan.protocol.network.ExpertRecord;

/** A ledger on loopback that lists two experts, or fails when told to. */
public class FakeLedger implements QuarkusTestResourceLifecycleManager {

  static final AtomicInteger STATUS = new AtomicInteger(200);
  static final AtomicInteger CALLS = new AtomicInteger();
  private static final AtomicReference<byte[]> LIST = new AtomicReference<>(new byte[0]);

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
          byte[] body = STATUS.get() == 200 ? LIST.get() : new byte[] {'{', '}'};
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(STATUS.get(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return Map.of("witan.ledger.url", "http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void stop() {
    server.stop(0);
  }
}
