package witan.graphql.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.http.Call;
import witan.graphql.http.Calls;
import witan.protocol.key.HotkeyPair;

/** A client, a gateway that only hands on, and an upstream that does what each test tells it to. */
@Timeout(60)
class HandoverTest {

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Deadlines DEADLINES =
      new Deadlines(Duration.ofSeconds(2), Duration.ofSeconds(2));
  private static final Buffer EVENT = Buffer.buffer("data: " + "x".repeat(1000) + "\n\n");

  private static final int EVENT_LOOPS = 3;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS));
  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final AtomicLong used = new AtomicLong();
  private final CountDownLatch upstreamLeft = new CountDownLatch(1);
  private final AtomicLong written = new AtomicLong();
  private Consumer<SocketAddress> asked = from -> {};
  private Consumer<Thread> answering = loop -> {};
  private final Router router = Router.router(vertx);
  private volatile int port;
  private HttpServer upstream = vertx.createHttpServer();

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** Starts both; the gateway sends through small buffers, so that a slow reader is soon seen. */
  private void upstream(Consumer<HttpServerResponse> reply) throws Exception {
    upstream =
        listening(
            vertx
                .createHttpServer()
                .requestHandler(request ->
                    request
                        .body()
                        .onSuccess(ignored -> {
                          asked.accept(request.remoteAddress());
                          HttpServerResponse response = request.response();
                          response.closeHandler(gone -> upstreamLeft.countDown());
                          reply.accept(response);
                        })));
    UpstreamCalls calls = new UpstreamCalls(vertx, UpstreamWatch.none(), DEADLINES);
    Upstream there =
        new Upstream(
            "giant",
            URI.create("http://127.0.0.1:" + upstream.actualPort() + "/v1"),
            "giant-1",
            null,
            false,
            HotkeyPair.generate().hotkey());
    router.route().handler(Calls.on(1 << 20, PATIENCE, new HandsOn(calls, there)));
    // One on each loop; connections are dealt out among those of one port, which -1 leaves to
    // chance.
    vertx
        .deployVerticle(Gateway::new, new DeploymentOptions().setInstances(EVENT_LOOPS))
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private final class Gateway extends AbstractVerticle {
    @Override
    public void start(Promise<Void> started) {
      vertx
          .createHttpServer(new HttpServerOptions().setSendBufferSize(16 << 10))
          .requestHandler(router)
          .listen(-1, "127.0.0.1")
          .onSuccess(server -> port = server.actualPort())
          .<Void>mapEmpty()
          .onComplete(started);
    }
  }

  private final class HandsOn implements Calls.Endpoint {
    private final UpstreamCalls calls;
    private final Upstream there;

    HandsOn(UpstreamCalls calls, Upstream there) {
      this.calls = calls;
      this.there = there;
    }

    @Override
    public boolean takes(Call call) {
      answering.accept(Thread.currentThread());
      return false;
    }

    @Override
    public void handle(Call call) {
      calls
          .handOn(there, "/chat/completions", call.body(), call, used::addAndGet)
          .whenComplete((whole, failure) -> {
            if (failure != null) {
              failures.add(failure);
              if (!call.started()) {
                failed(call);
              } else {
                call.end();
              }
            } else if (whole == null) {
              call.end();
            } else {
              call.reply(whole.status(), whole.type(), whole.content(), Map.of());
            }
          });
    }

    @Override
    public void tooLarge(Call call, int limit) {
      failed(call);
    }

    @Override
    public void failed(Call call) {
      call.reply(503, "text/plain", new byte[0], Map.of());
    }
  }

  private static HttpServer listening(HttpServer server) throws Exception {
    return server
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private static HttpServerResponse stream(HttpServerResponse response) {
    return response.setChunked(true).putHeader("Content-Type", "text/event-stream");
  }

  /** Writes so many events, no faster than they are taken; then ends the stream. */
  private void write(HttpServerResponse response, int events) {
    for (int left = events; left > 0; left--) {
      if (response.writeQueueFull()) {
        int rest = left;
        response.drainHandler(ignored -> write(response, rest));
        return;
      }
      response.write(EVENT);
      written.addAndGet(EVENT.length());
    }
    response.end();
  }

  private Socket asked() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 << 10);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
    socket
        .getOutputStream()
        .write(
            "POST /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void readUntil(InputStream in, String text) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(text) < 0) {
      int next = in.read();
      assertThat(next).as(read.toString()).isNotNegative();
      read.append((char) next);
    }
  }

  private Throwable failure() throws InterruptedException {
    Throwable failure = failures.poll(20, TimeUnit.SECONDS);
    assertThat(failure).as("it fails").isNotNull();
    return failure;
  }

  /**
   * The connection that another loop left idle is not taken: each piece would have to cross over.
   */
  @Test
  void whatIsHandedOnStaysOnTheEventLoopOfItsClient() throws Exception {
    Set<SocketAddress> connections = ConcurrentHashMap.newKeySet();
    Set<Thread> loops = ConcurrentHashMap.newKeySet();
    asked = connections::add;
    answering = loops::add;
    upstream(response -> stream(response).end(EVENT));

    for (int i = 0; i < 4 * EVENT_LOOPS; i++) { // one after the other, each over the next loop
      try (Socket client = asked()) {
        assertThat(rest(client)).contains("data: x");
      }
    }

    assertThat(loops).hasSize(EVENT_LOOPS);
    assertThat(connections).hasSameSizeAs(loops);
  }

  @Test
  void piecesComeWhenTheyAreSentAndNotWhenAllIsSaid() throws Exception {
    CountDownLatch firstWasRead = new CountDownLatch(1);
    upstream(response -> {
      stream(response).write("data: first\n\n");
      vertx
          .executeBlocking(() -> firstWasRead.await(10, TimeUnit.SECONDS), false)
          .onSuccess(wasRead -> response.end(wasRead ? "data: last\n\n" : "data: late\n\n"));
    });
    try (Socket client = asked()) {
      readUntil(client.getInputStream(), "data: first");
      firstWasRead.countDown();

      assertThat(rest(client)).contains("data: last");
      assertThat(used).hasValue(2);
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void aReplyThatIsNoStreamIsHandedOnWithItsStatus() throws Exception {
    upstream(response -> response.setStatusCode(418).end("no tea"));
    try (Socket client = asked()) {
      assertThat(rest(client)).startsWith("HTTP/1.1 418").endsWith("no tea");
    }
  }

  @Test
  void anUpstreamThatDoesNotBeginIsGivenUp() throws Exception {
    upstream(response -> {});
    try (Socket client = asked()) {
      assertThat(rest(client)).startsWith("HTTP/1.1 503");
    }
    assertThat(failure())
        .isInstanceOf(IOException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    assertThat(upstreamLeft.await(20, TimeUnit.SECONDS)).as("and hung up on").isTrue();
  }

  @Test
  void anUpstreamThatFallsSilentIsGivenUp() throws Exception {
    upstream(response -> stream(response).write("data: first\n\n"));
    try (Socket client = asked()) {
      assertThat(rest(client)).contains("data: first");
    }
    assertThat(failure())
        .isInstanceOf(IOException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    assertThat(upstreamLeft.await(20, TimeUnit.SECONDS)).as("and hung up on").isTrue();
    assertThat(used).hasValue(1);
  }

  @Test
  void anUpstreamThatBreaksOffFails() throws Exception {
    upstream(response -> {
      stream(response).write("data: first\n\n");
      vertx.setTimer(20, ignored -> response.reset());
    });
    try (Socket client = asked()) {
      assertThat(rest(client)).contains("data: first");
    }
    assertThat(failure()).isInstanceOf(IOException.class);
  }

  @Test
  void whoHangsUpEndsTheUpstreamsReply() throws Exception {
    upstream(response -> {
      stream(response).write("data: first\n\n");
      vertx.setPeriodic(20, ignored -> response.write("data: more\n\n"));
    });
    try (Socket client = asked()) {
      readUntil(client.getInputStream(), "data: first");
    }
    assertThat(upstreamLeft.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theUpstreamWaitsForASlowReaderWhoGetsAll() throws Exception {
    int events = 20_000;
    upstream(response -> write(stream(response), events));
    try (Socket client = asked()) {
      readUntil(client.getInputStream(), "data: ");
      long before;
      do {
        before = written.get();
        Thread.sleep(100); // less than the patience
      } while (written.get() != before);
      assertThat(before).isLessThan((long) events * EVENT.length() / 2);

      client.getInputStream().transferTo(OutputStream.nullOutputStream());
      assertThat(used).hasValue(events);
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void aReaderThatTakesNothingIsDroppedAndTheUpstreamHungUpOn() throws Exception {
    upstream(response -> write(stream(response), 100_000));
    try (Socket client = asked()) {
      readUntil(client.getInputStream(), "data: ");

      assertThat(upstreamLeft.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(written.get()).isLessThan(50L << 20);
    }
  }
}
