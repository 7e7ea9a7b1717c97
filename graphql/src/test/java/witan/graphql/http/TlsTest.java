package witan.graphql.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.graphql.fake.Certificate;
import witan.graphql.openai.NetworkResource;

/** The gateway with the block of settings that SECURITY.md names. */
@QuarkusTest
@TestProfile(TlsTest.OverTls.class)
@WithTestResource(NetworkResource.class)
@Timeout(60)
class TlsTest {

  /** A certificate, and no way in without it. */
  public static final class OverTls implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Path folder = Files.createTempDirectory("tls");
        Certificate made = Certificate.make(folder, "ip:127.0.0.1,dns:localhost");
        return Map.of(
            "quarkus.tls.key-store.pem.0.cert",
            made.chain().toString(),
            "quarkus.tls.key-store.pem.0.key",
            made.key().toString(),
            "quarkus.http.insecure-requests",
            "disabled",
            "quarkus.http.test-port",
            Integer.toString(free.getLocalPort()),
            "quarkus.http.test-ssl-port",
            "0");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @TestHTTPResource(value = "/", tls = true)
  URI gateway = URI.create("https://127.0.0.1");

  @ConfigProperty(name = "quarkus.tls.key-store.pem.0.cert")
  Path certificate = Path.of("");

  @ConfigProperty(name = "quarkus.http.test-port")
  int plainPort;

  @ParameterizedTest
  @CsvSource({
    "/v1/models, '', witan",
    "/v1/embeddings, '{\"model\":\"witan\",\"input\":\"What is it?\"}', embedding",
    "/graphql, '{\"query\":\"{__typename}\"}', Query",
    "/q/health/live, '', UP"
  })
  void everyDoorIsServed(String path, String body, String answer) throws Exception {
    try (HttpClient client = trusting()) {
      HttpResponse<String> response = client.send(request(path, body), BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).contains(answer);
      assertThat(response.sslSession()).isPresent();
    }
  }

  @Test
  void soAreWebSockets() throws Exception {
    CompletableFuture<String> first = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            first.complete(data.toString());
            return CompletableFuture.completedFuture(null);
          }
        };
    HttpClient client = trusting();
    try {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .subprotocols("graphql-transport-ws")
              .buildAsync(
                  URI.create(gateway.resolve("/graphql").toString().replace("https:", "wss:")),
                  listener)
              .get(20, TimeUnit.SECONDS);
      socket.sendText("{\"type\":\"connection_init\"}", true);

      assertThat(first.get(20, TimeUnit.SECONDS)).contains("connection_ack");
      socket.abort();
    } finally {
      client.shutdownNow();
    }
  }

  @Test
  void withoutTlsNobodyListens() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest plain =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + plainPort + "/v1/models"))
              .timeout(Duration.ofSeconds(20))
              .build();
      assertThatThrownBy(() -> client.send(plain, BodyHandlers.ofString()))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void whoDoesNotTrustItsCertificateSendsNothing() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThatThrownBy(() -> client.send(request("/v1/models", ""), BodyHandlers.ofString()))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  private HttpRequest request(String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.resolve(path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json");
    return body.isEmpty()
        ? request.GET().build()
        : request.POST(BodyPublishers.ofString(body)).build();
  }

  private HttpClient trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(certificate)) {
      trusted.setCertificateEntry(
          "it", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(tls).connectTimeout(Duration.ofSeconds(20)).build();
  }
}
