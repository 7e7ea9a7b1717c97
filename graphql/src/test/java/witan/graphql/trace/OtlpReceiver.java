package witan.graphql.trace;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** A collector that takes spans as OTLP over HTTP, set the way that people set one. */
public final class OtlpReceiver implements QuarkusTestResourceLifecycleManager {

  /** What came, byte by byte a character. */
  final List<String> received = new CopyOnWriteArrayList<>();

  private final HttpServer server;

  public OtlpReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, String> start() {
    server.createContext(
        "/v1/traces",
        exchange -> {
          boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
          var body =
              zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
          received.add(new String(body.readAllBytes(), StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return Map.of(
        "otel.exporter.otlp.endpoint",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "otel.exporter.otlp.protocol",
        "http/protobuf",
        "quarkus.otel.bsp.schedule.delay",
        "50ms");
  }

  @Override
  public void inject(TestInjector tests) {
    tests.injectIntoFields(this, new TestInjector.MatchesType(OtlpReceiver.class));
  }

  @Override
  public void stop() {
    server.stop(0);
  }
}
