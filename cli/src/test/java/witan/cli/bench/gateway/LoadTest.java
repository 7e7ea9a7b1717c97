package witan.cli.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {

  private static final String WHOLE = "{\"model\":\"mock\"}";
  private static final String STREAM = "{\"model\":\"mock\",\"stream\":true}";

  private ServerSocket server;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private void serve(Server what) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            what.serve(server);
          } catch (IOException e) {
            // Closed at the end.
          }
        });
  }

  private interface Server {
    void serve(ServerSocket server) throws IOException;
  }

  private Order order(String body, int clients, double seconds, int streams) {
    URI target = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1/chat/completions");
    return new Order(target, Map.of("Authorization", "Bearer x"), body, clients, seconds, streams);
  }

  @Test
  void wholeAnswersAreCountedAndTimed() throws InterruptedException {
    serve(MockExpert::serve);

    Outcome outcome = Load.carryOut(order(WHOLE, 4, 0.2, 0));

    assertThat(outcome.failed()).isZero();
    assertThat(outcome.failure()).isEmpty();
    assertThat(outcome.answered()).isPositive();
    assertThat(outcome.p50()).isPositive().isLessThanOrEqualTo(outcome.p99());
  }

  @Test
  void eachClientReadsItsStreamsToTheEnd() throws InterruptedException {
    serve(MockExpert::serve);

    Outcome outcome = Load.carryOut(order(STREAM, 3, 0, 1));

    assertThat(outcome.answered()).isEqualTo(3);
    assertThat(outcome.failed()).isZero();
    assertThat(outcome.longestGap()).isGreaterThan(MockExpert.PACE_MILLIS / 2.0);
  }

  @Test
  void refusalsAreNotTakenForAnswers() throws InterruptedException {
    serve(answering("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy"));

    Outcome outcome = Load.carryOut(order(WHOLE, 1, 0.05, 0));

    assertThat(outcome.answered()).isZero();
    assertThat(outcome.failed()).isPositive();
    assertThat(outcome.failure()).contains("503", "busy");
  }

  @Test
  void aStreamThatLacksDeltasIsAFailureAndCountsAsStalled() throws InterruptedException {
    String event = "data: {\"choices\":[{\"delta\":{\"content\":\" token\"}}]}\n\ndata: [DONE]\n\n";
    serve(answering("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + event));

    Outcome outcome = Load.carryOut(order(STREAM, 1, 0, 1));

    assertThat(outcome.failed()).isOne();
    assertThat(outcome.stalled()).isOne();
    assertThat(outcome.failure()).isEqualTo("a stream had 1 deltas");
  }

  @Test
  void aStreamThatPausesForMoreThanThreePacesCountsAsStalled() throws InterruptedException {
    String event = "data: {\"choices\":[{\"delta\":{\"content\":\" token\"}}]}\n\n";
    serve(socket -> {
      try (var client = socket.accept()) {
        Message.read(client.getInputStream()).body().readAllBytes();
        var out = client.getOutputStream();
        out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes());
        out.write(event.getBytes());
        Thread.sleep(4L * MockExpert.PACE_MILLIS);
        out.write(event.repeat(MockExpert.DELTAS - 1).getBytes());
        out.write("data: [DONE]\n\n".getBytes());
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    });

    Outcome outcome = Load.carryOut(order(STREAM, 1, 0, 1));

    assertThat(outcome.failure()).isEmpty();
    assertThat(outcome.answered()).isOne();
    assertThat(outcome.stalled()).isOne();
  }

  /** Answers each connection's first request with the same bytes, and ends it. */
  private static Server answering(String response) {
    return server -> {
      while (true) {
        try (var client = server.accept()) {
          Message.read(client.getInputStream()).body().readAllBytes();
          client.getOutputStream().write(response.getBytes());
        }
      }
    };
  }
}
