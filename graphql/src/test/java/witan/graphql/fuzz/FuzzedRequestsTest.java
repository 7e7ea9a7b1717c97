package witan.graphql.fuzz;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Requests that are drawn from a seed, over the wire to a gateway with experts behind it: whatever
 * is sent, nothing fails, nothing hangs, each refusal has its door's shape, and plain questions are
 * answered afterwards.
 *
 * <p>A fault names its seed: {@code -Dfuzz.seed=… -Dfuzz.count=1} sends that request again.
 */
@QuarkusTest
@WithTestResource(FuzzedNetwork.class)
class FuzzedRequestsTest {

  private static final Logger LOG = Logger.getLogger(FuzzedRequestsTest.class);
  private static final long SEED = Long.getLong("fuzz.seed", 20_261_127);
  private static final int AT_ONCE = 4;
  private static final int MOST_FAULTS = 25;

  @TestHTTPResource("/")
  URI gateway = URI.create("http://127.0.0.1");

  private final AtomicInteger next = new AtomicInteger();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final Map<String, LongAdder> answers = new ConcurrentSkipListMap<>();

  @Test
  @Timeout(300)
  void twoThousandRequestsAreAnsweredOrRefused() throws Exception {
    holds(Integer.getInteger("fuzz.count", 2_000));
  }

  /** {@code ./mvnw -pl graphql -Plong -Dtest=FuzzedRequestsTest test}: some minutes. */
  @Test
  @Tag("long")
  @Timeout(3_600)
  void fiftyThousandRequestsAreAnsweredOrRefused() throws Exception {
    holds(Integer.getInteger("fuzz.count", 50_000));
  }

  private void holds(int count) throws Exception {
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> senders = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        senders.add(
            threads.submit(() -> {
              send(count);
              return null;
            }));
      }
      for (Future<?> sender : senders) {
        sender.get();
      }
    }
    LOG.infof("%d requests from seed %d: %s", count, SEED, answers);
    assertThat(faults).isEmpty();
    assertThat(answers).as("requests that are answered as well as refused").containsKey("200");
    aPlainQuestionIsAnswered();
  }

  private void send(int count) throws IOException {
    try (Wire wire = new Wire(gateway.getHost(), gateway.getPort())) {
      for (int i = next.getAndIncrement();
          i < count && faults.size() < MOST_FAULTS;
          i = next.getAndIncrement()) {
        Draws draws = new Draws(SEED + i);
        if (draws.oneIn(20)) {
          converse(wire, draws, SEED + i);
        } else {
          knock(wire, draws, SEED + i);
        }
      }
    }
  }

  private void knock(Wire wire, Draws draws, long seed) throws IOException {
    OddRequest request = OddRequest.draw(draws);
    if (request.part()) {
      wire.abandon(request.bytes());
      count("part");
      return;
    }
    Reply reply;
    try {
      reply = wire.exchange(request.bytes(), request.head());
    } catch (SocketTimeoutException e) {
      faults.add("seed %d: it hangs\n%s".formatted(seed, request));
      wire.abandon(new byte[0]);
      return;
    }
    count(String.valueOf(reply.status()));
    Optional<String> fault = Manners.fault(request, reply);
    fault.ifPresent(it -> faults.add("seed %d: %s\n%s\n→ %s".formatted(seed, it, request, reply)));
  }

  private void converse(Wire wire, Draws draws, long seed) throws IOException {
    OddConversation conversation = OddConversation.draw(draws);
    byte[][] parts = new byte[conversation.frames().size() + 1][];
    parts[0] = conversation.opening();
    for (int i = 1; i < parts.length; i++) {
      parts[i] = conversation.frames().get(i - 1);
    }
    count("WebSocket");
    try {
      byte[] heard = wire.converse(conversation.broken(), parts);
      Optional<String> fault = Manners.fault(conversation, heard);
      fault.ifPresent(it -> faults.add("seed %d: %s\n%s".formatted(seed, it, conversation)));
    } catch (SocketTimeoutException e) {
      faults.add("seed %d: the WebSocket stays open\n%s".formatted(seed, conversation));
    }
  }

  private void count(String answer) {
    answers.computeIfAbsent(answer, it -> new LongAdder()).increment();
  }

  private static void aPlainQuestionIsAnswered() {
    given()
        .contentType(ContentType.JSON)
        .body(
            "{\"model\":\"witan\",\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"What is it?\"}]}")
        .post("/v1/chat/completions")
        .then()
        .statusCode(200)
        .body("witan.experts.findAll { it.status == 'COMPLETED' }", hasSize(3));
  }
}
