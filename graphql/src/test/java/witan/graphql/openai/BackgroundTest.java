package witan.graphql.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class BackgroundTest {

  private static ObjectNode response(String status) {
    return JsonNodeFactory.instance.objectNode().put("status", status).putNull("error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"queued", "in_progress"})
  void whatNobodyMakesAnyMoreHasFailed(String status) {
    ObjectNode ended = Background.ended(response(status));

    assertThat(ended.path("status").asText()).isEqualTo("failed");
    assertThat(ended.at("/error/code").asText()).isEqualTo("server_error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"completed", "incomplete", "cancelled", "failed"})
  void whatIsDoneStaysAsItIs(String status) {
    assertThat(Background.ended(response(status))).isEqualTo(response(status));
  }

  @Test
  void whoStopsItWaitsForWhatBecomesOfIt() throws Exception {
    Background background = new Background();
    AtomicBoolean written = new AtomicBoolean();
    CountDownLatch never = new CountDownLatch(1);
    background.start(
        "resp_1",
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            written.set(true);
          }
        });
    assertThat(background.isRunning("resp_1")).isTrue();

    background.stop("resp_1");

    assertThat(written).isTrue();
    assertThat(background.isRunning("resp_1")).isFalse();
    background.stop("resp_2");
  }
}
