package witan.graphql.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import witan.mixture.Weights;
import witan.protocol.Rao;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.ClaimsWorth;
import witan.protocol.key.HotkeyPair;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

class BelievedTest {

  private static final ClaimsWorth BOASTER =
      new ClaimsWorth(List.of(0.0, 0.5, 1.0), List.of(0.0, 0.3, 0.4), 0.2);

  @Test
  void whomNobodyAuditedIsTakenAtItsWord() {
    assertThat(Believed.evidence(List.of(candidate(null)), new double[] {0.9}))
        .containsExactly(0.9);
    assertThat(Believed.evidence(List.of(candidate(null)), new double[] {Double.NaN}))
        .containsExactly(Double.NaN);
  }

  @Test
  void whoOverstatesIsBelievedLessAndWeighsLess() {
    List<Candidate> candidates = List.of(candidate(BOASTER), candidate(null));
    double[] claimed = {1, 0.6};
    double[] priors = {0.5, 0.5};

    double[] believed = Believed.evidence(candidates, claimed);

    assertThat(believed).containsExactly(0.4, 0.6);
    assertThat(Weights.of(priors, claimed, 0.25, 0.04, 0.35)[0]).isGreaterThan(0.99);
    assertThat(Weights.of(priors, believed, 0.25, 0.04, 0.35)[0]).isLessThan(0.01);
  }

  @Test
  void silenceCountsForWhatAuditsFoundOfIt() {
    assertThat(Believed.evidence(List.of(candidate(BOASTER)), new double[] {Double.NaN}))
        .containsExactly(0.2);
  }

  @Test
  void whatIsNoCalibrationIsRefused() {
    ClaimsWorth falling = new ClaimsWorth(List.of(0.0, 1.0), List.of(1.0, 0.0), null);
    assertThatThrownBy(() -> Believed.evidence(List.of(candidate(falling)), new double[] {0.5}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("never fall");
  }

  private static Candidate candidate(@Nullable ClaimsWorth claims) {
    ExpertDescriptor descriptor =
        new ExpertDescriptor(
            "anna",
            HotkeyPair.generate().hotkey(),
            "http://127.0.0.1:8090",
            Modality.TEXT,
            "tiny",
            "",
            "",
            2_048,
            "",
            new float[0][],
            List.of(),
            Rao.ZERO,
            "");
    return new Candidate(
        new ExpertRecord(descriptor, 0, Instant.EPOCH, Instant.EPOCH, true),
        0.5,
        0.5,
        List.of(),
        claims);
  }
}
