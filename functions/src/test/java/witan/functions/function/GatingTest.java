package witan.functions.function;

import static org.assertj.core.api.Assertions.assertThat;
import static witan.functions.KnownExperts.NOW;
import static witan.functions.KnownExperts.axis;
import static witan.functions.KnownExperts.expert;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import witan.functions.experts.Directory;
import witan.functions.learning.Learning;
import witan.functions.learning.StoredVersions;
import witan.functions.question.RecentQuestions;
import witan.gating.Balance;
import witan.gating.Exploration;
import witan.gating.Gate;
import witan.gating.GateParameters;
import witan.gating.LearningParameters;
import witan.protocol.gate.FirstToken;
import witan.protocol.gate.GateReply;
import witan.protocol.gate.GateRequest;
import witan.protocol.gate.Policy;
import witan.protocol.key.Hotkey;
import witan.protocol.network.ExpertList;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

class GatingTest {

  private final ExpertRecord slow = expert("slow", "", List.of(axis(0)));
  private final ExpertRecord quick = expert("quick", "", List.of(axis(0)));
  private final Directory directory =
      new Directory(
          () -> new ExpertList(1, List.of(slow, quick)),
          text -> axis(0),
          () -> NOW,
          Duration.ofSeconds(10));
  private final Gating gating =
      new Gating(
          new Gate(GateParameters.DEFAULTS),
          directory,
          new Learning(StoredVersions.NONE, LearningParameters.DEFAULTS),
          new RecentQuestions(text -> Uni.createFrom().item(axis(0)), 8),
          new Exploring(
              new Exploration(0, 0, 0.02, 0), new Balance(0, 0), () -> new SplittableRandom(1)));

  @BeforeEach
  void ask() {
    directory.refresh();
  }

  private GateReply reply(GateRequest request) {
    return gating.reply(request).await().atMost(Duration.ofSeconds(10));
  }

  private Hotkey first(boolean deterministic, double millisOfOne, double millisOfOther) {
    GateReply reply =
        reply(
            new GateRequest(
                "Who?",
                axis(0),
                Modality.TEXT,
                1,
                Policy.NONE,
                deterministic,
                List.of(
                    new FirstToken(slow.descriptor().hotkey(), millisOfOne),
                    new FirstToken(quick.descriptor().hotkey(), millisOfOther)),
                List.of()));
    return reply.candidates().getFirst().expert().descriptor().hotkey();
  }

  @Test
  void ofTwoEqualsTheQuickerIsNamed() {
    assertThat(first(false, 900, 50)).isEqualTo(quick.descriptor().hotkey());
    assertThat(first(false, 50, 900)).isEqualTo(slow.descriptor().hotkey());
  }

  @Test
  void whoeverTheAskerBringsAlongIsACandidateOfAnotherVersion() {
    ExpertRecord giant = expert("giant", "", List.of());
    GateRequest request = GateRequest.of("Who?");

    GateReply without = reply(request);
    GateReply with = reply(request.with(List.of(giant)));

    assertThat(without.candidates()).hasSize(2);
    assertThat(with.candidates())
        .extracting(one -> one.expert().descriptor().name())
        .startsWith("giant")
        .hasSize(3);
    assertThat(with.gateVersion()).isNotEqualTo(without.gateVersion());
  }

  @Test
  void whereTheSameAnswerIsWantedAgainTimesChangeNothing() {
    assertThat(first(true, 900, 50)).isEqualTo(first(true, 50, 900));
  }
}
