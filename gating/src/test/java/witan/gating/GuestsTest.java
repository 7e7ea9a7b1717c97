package witan.gating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static witan.gating.KnownExperts.expert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import witan.mixture.Weights;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.GateRequest;
import witan.protocol.gate.Policy;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

class GuestsTest {

  private static final GateParameters PARAMETERS = GateParameters.DEFAULTS;
  private static final LearningParameters LEARNING = LearningParameters.DEFAULTS;
  private static final float[] QUESTION = KnownExperts.axis(0);

  private final ExpertRecord giant = expert("giant", "", List.of());
  private final Candidate near = new Candidate(expert("near", "", List.of()), 0.7, 0.6, List.of());
  private final Candidate far = new Candidate(expert("far", "", List.of()), 0.3, 0.5, List.of());

  private List<Candidate> among(List<Candidate> candidates, Lessons lessons) {
    GateRequest request = GateRequest.of("?").with(List.of(giant));
    return new Guests(PARAMETERS).among(candidates, QUESTION, request, lessons);
  }

  /** After so many audits in which {@code giant} scored this, and an expert did half the work. */
  private Lessons taught(double score) {
    List<Audit> audits = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      audits.add(
          new Audit(
              QUESTION,
              Instant.ofEpochSecond(i),
              Map.of(
                  giant.descriptor().hotkey().hex(), new Audit.Finding(null, score),
                  near.expert().descriptor().hotkey().hex(), new Audit.Finding(0.6, 0.5))));
    }
    return new Lessons(Experience.NONE.after(audits, LEARNING), LEARNING);
  }

  @Test
  void ofWhomNothingWasLearnedCountsAsMuchAsAllExpertsTogether() {
    List<Candidate> all = among(List.of(near, far), Lessons.none());

    assertThat(all).extracting(GuestsTest::name).containsExactly("giant", "near", "far");
    assertThat(all)
        .extracting(Candidate::prior)
        .satisfiesExactly(
            giants -> assertThat(giants).isCloseTo(0.5, within(1e-12)),
            nears -> assertThat(nears).isCloseTo(0.35, within(1e-12)),
            fars -> assertThat(fars).isCloseTo(0.15, within(1e-12)));
    assertThat(all.getFirst().claims()).isNull();
  }

  @Test
  void whoAnswersSuchQuestionsBadlyComesLastAndWhoAnswersThemWellFirst() {
    List<Candidate> bad = among(List.of(near, far), taught(0));
    assertThat(bad).extracting(GuestsTest::name).containsExactly("near", "far", "giant");
    assertThat(bad.getLast().reasons()).anyMatch(reason -> reason.startsWith("Audits of such"));

    assertThat(among(List.of(near, far), taught(1)).getFirst().prior()).isGreaterThan(0.9);
  }

  @Test
  void whatItCountsForWithoutEvidenceIsLearned() {
    double bad = silent(taught(0));
    double good = silent(taught(1));

    assertThat(good).isGreaterThan(0.6).isGreaterThan(bad);
    // Beside an expert whose best passage has the cosine 0.6.
    double[] priors = {0.5, 0.5};
    double threshold = PARAMETERS.threshold();
    assertThat(Weights.of(priors, new double[] {good, 0.6}, 0.25, 0.04, threshold)[0])
        .isGreaterThan(0.5);
    assertThat(Weights.of(priors, new double[] {bad, 0.6}, 0.25, 0.04, threshold)[0])
        .isLessThan(0.05);
  }

  private double silent(Lessons lessons) {
    Candidate candidate =
        among(List.of(near, far), lessons).stream()
            .filter(one -> name(one).equals("giant"))
            .findFirst()
            .orElseThrow();
    return Objects.requireNonNull(Objects.requireNonNull(candidate.claims()).silent());
  }

  @Test
  void aGuestMayBeTheOnlyOneThere() {
    assertThat(among(List.of(), Lessons.none())).extracting(Candidate::prior).containsExactly(1.0);
  }

  @Test
  void policyAndModalityHoldForGuestsToo() {
    GateRequest elsewhere =
        new GateRequest(
            "?",
            QUESTION,
            Modality.TEXT,
            8,
            new Policy(List.of("somebody"), List.of(), List.of()),
            true,
            List.of(),
            List.of(giant));
    GateRequest pictures =
        new GateRequest(
            "?", QUESTION, Modality.VISION, 8, Policy.NONE, true, List.of(), List.of(giant));
    for (GateRequest request : List.of(elsewhere, pictures)) {
      List<Candidate> candidates = List.of(near, far);
      assertThat(new Guests(PARAMETERS).among(candidates, QUESTION, request, Lessons.none()))
          .isEqualTo(candidates);
    }
  }

  @Test
  void theOrderOfTheGuestsDoesNotMoveABit() {
    List<ExpertRecord> guests =
        IntStream.range(0, 5).mapToObj(i -> expert("guest-" + i, "", List.of())).toList();
    Guests gate = new Guests(PARAMETERS);
    Lessons none = Lessons.none();
    GateRequest request = GateRequest.of("?");

    assertThat(gate.among(List.of(near, far), QUESTION, request.with(guests.reversed()), none))
        .isEqualTo(gate.among(List.of(near, far), QUESTION, request.with(guests), none));
  }

  private static String name(Candidate candidate) {
    return candidate.expert().descriptor().name();
  }
}
