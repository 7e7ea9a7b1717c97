package witan.graphql.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import witan.mixture.Sampling;
import witan.protocol.Rao;
import witan.protocol.gate.Policy;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

class AnswerMetersTest {

  private static final String HOTKEY = HotkeyPair.generate().hotkey().toString();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AnswerMeters meters = new AnswerMeters(registry);

  private static ExpertRecord expert(String name) {
    return new ExpertRecord(
        new ExpertDescriptor(
            name,
            Hotkey.parse(HOTKEY),
            "http://127.0.0.1:8090",
            Modality.TEXT,
            "tiny",
            "",
            "",
            2048,
            "",
            new float[0][],
            List.of(),
            Rao.ZERO,
            ""),
        0,
        Instant.EPOCH,
        Instant.EPOCH,
        true);
  }

  private static Question question(String model) {
    return new Question(
        model,
        List.of(new Turn("user", "x")),
        null,
        Sampling.greedy(),
        4,
        List.of(),
        -1,
        3,
        Combine.MIX,
        true,
        Policy.NONE);
  }

  private static Answer answer(String expert) {
    return new Answer(
        "id",
        "x",
        "stop",
        new Tokens(5, 3),
        List.of(
            new Contribution(
                expert(expert), 0.25, 1, null, 8, 6, ContributionStatus.COMPLETED, List.of())),
        new Routing(List.of(), List.of(), "v", 1),
        1,
        List.of(),
        false);
  }

  private Answer ask(String model, String expert) throws InterruptedException {
    return meters.measured(
        question(model),
        event -> {},
        told -> {
          told.accept(new AnswerEvent.Routed("id", new Routing(List.of(), List.of(), "v", 1)));
          for (int i = 0; i < 3; i++) {
            told.accept(new AnswerEvent.TokenDelta("id", "x", i, null));
          }
          return answer(expert);
        });
  }

  @Test
  void anAnswerCountsItsTokensItsTimesAndWhatItsExpertsGave() throws Exception {
    ask("witan", "anna");

    assertThat(registry.get("witan.answers").tag("outcome", "stop").counter().count()).isEqualTo(1);
    assertThat(registry.get("witan.tokens").tag("type", "input").counter().count()).isEqualTo(5);
    assertThat(registry.get("witan.tokens").tag("type", "output").counter().count()).isEqualTo(3);
    assertThat(registry.get("witan.expert.weight").tag("expert", "anna").summary().mean())
        .isEqualTo(0.25);
    assertThat(registry.get("witan.expert.drafted").counter().count()).isEqualTo(8);
    assertThat(registry.get("witan.expert.accepted").counter().count()).isEqualTo(6);
    for (String timer :
        List.of(
            "gen_ai.server.request.duration",
            "gen_ai.server.time_to_first_token",
            "gen_ai.server.time_per_output_token")) {
      assertThat(
              registry
                  .get(timer)
                  .tags("gen_ai.operation.name", "chat", "gen_ai.request.model", "witan")
                  .timer()
                  .count())
          .as(timer)
          .isEqualTo(1);
    }
  }

  @Test
  void aFailureIsCountedByItsKindAndHasNoFirstToken() {
    assertThatThrownBy(() ->
            meters.measured(
                question("whatever a client wrote"),
                event -> {},
                told -> {
                  throw new AnswerException(AnswerException.Kind.MODEL_NOT_FOUND, "no");
                }))
        .isInstanceOf(AnswerException.class);

    assertThat(registry.get("witan.answers").tag("outcome", "model_not_found").counter().count())
        .isEqualTo(1);
    assertThat(
            registry
                .get("gen_ai.server.request.duration")
                .tags("error.type", "model_not_found", "gen_ai.request.model", "unknown")
                .timer()
                .count())
        .isEqualTo(1);
    assertThat(registry.find("gen_ai.server.time_to_first_token").timer()).isNull();
  }

  @Test
  void strangersNamesMakeNoMoreThanAFewTimeSeries() throws Exception {
    for (int i = 0; i < 500; i++) {
      ask("witan/expert-" + i, "expert-" + i);
    }

    for (String label : List.of("expert", "gen_ai.request.model")) {
      assertThat(
              registry.getMeters().stream()
                  .map(Meter::getId)
                  .map(id -> id.getTag(label))
                  .filter(Objects::nonNull)
                  .collect(Collectors.toSet()))
          .as(label)
          .hasSizeLessThanOrEqualTo(65)
          .contains("other");
    }
  }
}
