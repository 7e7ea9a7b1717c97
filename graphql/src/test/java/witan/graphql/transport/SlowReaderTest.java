package witan.graphql.transport;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.fake.FakeNetwork;
import witan.graphql.openai.NetworkResource;
import witan.protocol.Json;

/** Those who ask and then read late, or not at all. The network's answers are 1,000 tokens long. */
@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(120)
class SlowReaderTest {

  private static final int TOKENS = 1_000;
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  /** As much as may be selected of a token, so that an answer is far longer than all buffers. */
  private static final String ASK =
      """
      subscription {
        ask(input: {messages: [{role: USER, content: "What is it?"}], maxTokens: %d, temperature: 0}) {
          %s
        }
      }
      """
          .formatted(TOKENS, names(28));

  /** Small, so that it takes a few hundred tokens to see that a reader takes nothing. */
  @Singleton
  static class SmallBuffers implements HttpServerOptionsCustomizer {
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
      options.setSendBufferSize(16 << 10);
    }
  }

  @TestHTTPResource("/")
  URI gateway = URI.create("http://127.0.0.1");

  /** Set by the resource. */
  @SuppressWarnings("NullAway.Init")
  FakeNetwork network;

  @Test
  void aReaderThatTakesNothingIsDroppedAtEveryDoorAndItsAnswerStops() throws Exception {
    double before = answers("cancelled");
    try (Socket events = posted("/graphql", "text/event-stream", Json.write(Map.of("query", ASK)));
        Socket socket = subscribed("a");
        Socket chat =
            posted(
                "/v1/chat/completions",
                "*/*",
                Json.write(
                    Map.of(
                        "model",
                        "witan",
                        "stream",
                        true,
                        "logprobs",
                        true,
                        "top_logprobs",
                        5,
                        "max_tokens",
                        TOKENS,
                        "messages",
                        List.of(Map.of("role", "user", "content", "What is it?")))))) {
      await(() -> answers("cancelled") >= before + 3);
      await(() -> network.open() == 0);

      assertThat(answers("cancelled")).isEqualTo(before + 3);
      assertThat(network.open()).isZero();
      assertThat(rest(events)).contains("event: next").doesNotContain("event: complete");
      assertThat(rest(socket)).contains("\"next\"").doesNotContain("\"complete\"");
      assertThat(rest(chat)).contains("data: {").doesNotContain("[DONE]");
    }
  }

  @Test
  void answersOnOneSocketWaitForTheirReaderAndAllGoOn() throws Exception {
    double before = tokens();
    try (Socket socket = subscribed("a", "b", "c")) {
      double[] made = {-1};
      await(() -> {
        double last = made[0];
        made[0] = tokens();
        return made[0] > before && made[0] == last;
      });
      assertThat(made[0]).as("they wait").isLessThan(before + 3 * TOKENS);

      StringBuilder read = new StringBuilder();
      byte[] piece = new byte[64 << 10];
      socket.setSoTimeout(30_000);
      while (read.toString().split("\"complete\"", -1).length <= 3) {
        int length = socket.getInputStream().read(piece);
        assertThat(length).as("the socket stays open").isPositive();
        read.append(new String(piece, 0, length, StandardCharsets.ISO_8859_1));
      }
      assertThat(tokens()).isEqualTo(before + 3 * TOKENS);
    }
  }

  /** Who asks on and on and reads no reply is not listened to, and dropped in the end. */
  @Test
  void repliesThatNobodyReadsDoNotPileUp() throws Exception {
    try (Socket socket = subscribed()) {
      ByteArrayOutputStream many = new ByteArrayOutputStream();
      for (int i = 0; i < 1_000; i++) {
        many.write(frame("{\"type\":\"ping\",\"payload\":{\"x\":\"" + "x".repeat(90) + "\"}}"));
      }
      byte[] pings = many.toByteArray();
      // Who is not listened to waits in vain to write, until it is cut off.
      Future<?> writing =
          THREADS.submit(() -> {
            while (!Thread.interrupted()) {
              socket.getOutputStream().write(pings);
            }
            return null;
          });

      assertThatThrownBy(() -> writing.get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(SocketException.class);
    }
  }

  private Socket posted(String path, String accept, String body) throws IOException {
    Socket socket = connected();
    socket
        .getOutputStream()
        .write(
            ("POST %s HTTP/1.1\r\nHost: x\r\nAccept: %s\r\nContent-Type: application/json\r\n"
                    + "Content-Length: %d\r\n\r\n%s")
                .formatted(path, accept, body.length(), body)
                .getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  /** A WebSocket on which the operations of these names run. */
  private Socket subscribed(String... ids) throws IOException {
    Socket socket = connected();
    socket
        .getOutputStream()
        .write(
            ("GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                    + "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().read());
    }
    assertThat(head).startsWith("HTTP/1.1 101");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(frame("{\"type\":\"connection_init\"}"));
    for (String id : ids) {
      out.write(
          frame(
              Json.write(Map.of("id", id, "type", "subscribe", "payload", Map.of("query", ASK)))));
    }
    socket.getOutputStream().write(out.toByteArray());
    return socket;
  }

  /** A text frame, masked by a key of zeros. */
  private static byte[] frame(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x81);
    if (bytes.length < 126) {
      out.write(0x80 | bytes.length);
    } else {
      out.write(0x80 | 126);
      out.write(bytes.length >> 8);
      out.write(bytes.length);
    }
    out.writeBytes(new byte[4]);
    out.writeBytes(bytes);
    return out.toByteArray();
  }

  private Socket connected() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4 << 10);
    socket.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()), 10_000);
    return socket;
  }

  /** All that still comes until the other side ends it. */
  private static String rest(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(read);
    } catch (SocketException reset) {
      // The same.
    }
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      Thread.sleep(500);
    }
  }

  private static double answers(String outcome) {
    return metric("witan_answers_total", "\"" + outcome + "\"");
  }

  private static double tokens() {
    return metric("witan_tokens_total", "\"output\"");
  }

  private static double metric(String name, String label) {
    return given()
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith(name) && line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static String names(int count) {
    StringBuilder names = new StringBuilder("__typename ");
    for (int i = 0; i < count; i++) {
      names.append("aNameThatFillsTheLines").append(i).append(":__typename ");
    }
    return names.toString();
  }
}
