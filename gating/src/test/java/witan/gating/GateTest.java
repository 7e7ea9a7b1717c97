package witan.gating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static witan.gating.KnownExperts.axis;
import static witan.gating.KnownExperts.between;
import static witan.gating.KnownExperts.expert;
import static witan.gating.KnownExperts.unhealthy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.Policy;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

class GateTest {

  private static final GateParameters PARAMETERS =
      new GateParameters(0.04, 0.2, 0.5, 0.25, 0.04, 0.35, 0.02);

  private final Gate gate = new Gate(PARAMETERS);
  private final KnownExpert cooking = known(expert("cooking", "food", vectors(0)), axis(0));
  private final KnownExpert sports = known(expert("sports", "games", vectors(1)), axis(1));
  private final KnownExpert music = known(expert("music", "sounds", vectors(2)), axis(2));
  private final List<KnownExpert> all = List.of(cooking, sports, music);

  @Test
  void theExpertWhoseCorpusIsNearestComesFirst() {
    List<Candidate> candidates = ask(between(1, 2, 0.8), all, Policy.NONE, 8);

    assertThat(candidates)
        .extracting(c -> c.expert().descriptor().name())
        .containsExactly("sports", "music", "cooking");
    assertThat(candidates.getFirst().similarity()).isCloseTo(0.8, within(1e-6));
    assertThat(candidates.stream().mapToDouble(Candidate::prior).sum()).isCloseTo(1, within(1e-12));
    // softmax of 0.8 and 0.6 at 0.04, third far off
    assertThat(candidates.get(1).prior() / candidates.get(0).prior())
        .isCloseTo(Math.exp(-0.2 / 0.04), within(1e-6));
  }

  @Test
  void theNearestClusterCountsNotTheirMean() {
    KnownExpert broad =
        known(expert("broad", "", List.of(axis(5), axis(6), axis(7), axis(3))), null);
    KnownExpert narrow = known(expert("narrow", "", List.of(between(3, 8, 0.6))), null);

    List<Candidate> candidates = ask(axis(3), List.of(narrow, broad), Policy.NONE, 8);

    assertThat(candidates.getFirst().expert().descriptor().name()).isEqualTo("broad");
    assertThat(candidates.getFirst().reasons().getFirst()).contains("cluster 4 of 4", "1.00");
  }

  @Test
  void withoutACorpusTheProfilesTextDecides() {
    KnownExpert texts = known(expert("texts", "seven", List.of()), between(3, 9, 0.9));
    KnownExpert silent = known(expert("silent", "", List.of()), null);

    List<Candidate> candidates = ask(axis(3), List.of(silent, texts), Policy.NONE, 8);

    assertThat(candidates)
        .extracting(Candidate::similarity)
        .satisfies(similarities -> {
          assertThat(similarities.get(0)).isCloseTo(0.9, within(1e-6));
          assertThat(similarities.get(1)).isZero();
        });
    assertThat(candidates.get(1).reasons()).contains("It has no profile text.");
  }

  @Test
  void reasonsNameClusterRunnerUpAndHealth() {
    List<String> first = ask(axis(1), all, Policy.NONE, 8).getFirst().reasons();

    assertThat(String.join(" ", first))
        .contains("cluster 1 of 2", "similarity of 1.00", "runner-up is", "healthy");
    assertThat(ask(axis(1), List.of(sports), Policy.NONE, 8).getFirst().reasons())
        .contains("No other expert can be asked.");
  }

  @Test
  void whomThePolicyShutsOutIsNotACandidate() {
    float[] question = axis(1);
    assertThat(
            names(
                ask(question, all, new Policy(List.of("owner-of-music"), List.of(), List.of()), 8)))
        .containsExactly("music");
    assertThat(names(ask(question, all, new Policy(List.of(), List.of("cooking"), List.of()), 8)))
        .containsExactly("cooking");
    assertThat(
            names(
                ask(
                    question,
                    all,
                    new Policy(List.of(), List.of(), List.of(sports.entry().descriptor().hotkey())),
                    8)))
        .containsExactlyInAnyOrder("music", "cooking");
    assertThat(ask(question, all, new Policy(List.of("nobody"), List.of(), List.of()), 8))
        .isEmpty();
  }

  @Test
  void onlyHealthyExpertsOfTheModalityAreCandidates() {
    KnownExpert down = new KnownExpert(unhealthy(sports.entry()), sports.profile());
    KnownExpert eyes =
        known(expert("eyes", "", vectors(1), Modality.VISION, List.of(), "", true), null);

    assertThat(names(ask(axis(1), List.of(down, eyes, music), Policy.NONE, 8)))
        .containsExactly("music");
    assertThat(
            gate.candidates(
                axis(1),
                List.of(down, eyes),
                Lessons.none(),
                Modality.VISION,
                Policy.NONE,
                8,
                Selection.BY_RELEVANCE))
        .hasSize(1);
    assertThat(ask(axis(1), List.of(), Policy.NONE, 8)).isEmpty();
  }

  @Test
  void theLargestPriorsAreKeptAndSumToOne() {
    List<Candidate> two = ask(between(1, 2, 0.7), all, Policy.NONE, 2);

    assertThat(two).hasSize(2);
    assertThat(two.stream().mapToDouble(Candidate::prior).sum()).isCloseTo(1, within(1e-12));
  }

  @Test
  void theOrderOfTheListDoesNotMoveABit() {
    List<KnownExpert> many = new ArrayList<>();
    IntStream.range(0, 12)
        .forEach(i -> many.add(known(expert("e" + i, "", vectors(i % 5)), axis(i % 3))));
    float[] question = between(1, 3, 0.5);
    List<Candidate> once = ask(question, many, Policy.NONE, 8);
    String version = gate.version(many, "");

    Collections.reverse(many);

    assertThat(ask(question, many, Policy.NONE, 8)).isEqualTo(once);
    assertThat(gate.version(many, "")).isEqualTo(version);
  }

  @Test
  void theVersionMovesWithAProfileOrAParameterAndNotWithHealth() {
    String version = gate.version(all, "");
    KnownExpert down = new KnownExpert(unhealthy(sports.entry()), sports.profile());

    assertThat(version).matches("[0-9a-f]{16}");
    assertThat(gate.version(List.of(cooking, down, music), "")).isEqualTo(version);
    assertThat(gate.version(List.of(cooking, music), "")).isNotEqualTo(version);
    assertThat(
            new Gate(new GateParameters(0.05, 0.2, 0.5, 0.25, 0.04, 0.35, 0.02)).version(all, ""))
        .isNotEqualTo(version);
  }

  @Test
  void candidatesCarryNoProfileVectors() {
    assertThat(ask(axis(0), all, Policy.NONE, 8))
        .allSatisfy(c -> assertThat(c.expert().descriptor().profileVectors()).isEmpty());
  }

  @Test
  void aParameterOutOfRangeIsRefusedByName() {
    assertThatThrownBy(() -> new GateParameters(0, 0.2, 0.5, 0.25, 0.04, 0.35, 0.02))
        .hasMessage("the gate's temperature is 0.0; above 0, at most 10");
    assertThatThrownBy(() -> new GateParameters(0.04, 0.2, 0.5, Double.NaN, 0.04, 0.35, 0.02))
        .hasMessageContaining("alpha is NaN");
  }

  private List<Candidate> ask(
      float[] question, List<KnownExpert> experts, Policy policy, int limit) {
    return gate.candidates(
        question, experts, Lessons.none(), Modality.TEXT, policy, limit, Selection.BY_RELEVANCE);
  }

  private static List<String> names(List<Candidate> candidates) {
    return candidates.stream().map(c -> c.expert().descriptor().name()).toList();
  }

  private static List<float[]> vectors(int axis) {
    return List.of(axis(axis), between(axis, 100, 0.3));
  }

  private static KnownExpert known(ExpertRecord entry, float @Nullable [] text) {
    return new KnownExpert(entry, Profile.of(entry.descriptor(), text));
  }
}
