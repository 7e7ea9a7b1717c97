package witan.gating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static witan.gating.KnownExperts.between;
import static witan.gating.KnownExperts.expert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import witan.protocol.Rao;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.Policy;
import witan.protocol.key.Hotkey;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

class SelectionTest {

  private static final float[] QUESTION = KnownExperts.axis(0);

  private final Gate gate = new Gate(GateParameters.DEFAULTS);

  @Test
  void chanceAsksWhoIsLittleKnownAndLeavesPriorsAlone() {
    List<KnownExpert> experts =
        List.of(known("near", 0.60), known("nearly", 0.58), known("far", 0));
    Selection exploring =
        new Exploration(0.3, 0, 0, 0)
            .among(experts, Map.of(), new Balance(0, 0), 0.5, new SplittableRandom(1));

    Map<String, Integer> asked = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      List<Candidate> one = ask(experts, 1, exploring);
      asked.merge(name(one.getFirst()), 1, Integer::sum);
      assertThat(one.getFirst().prior()).isEqualTo(1);
    }

    assertThat(asked.get("nearly")).isGreaterThan(100);
    assertThat(asked.get("near")).isGreaterThan(asked.get("nearly"));
    // A draw strays by 0.3 at most: half of that on the scale of cosines, either way.
    assertThat(asked).doesNotContainKey("far");
    assertThat(ask(experts, 3, exploring)).isEqualTo(ask(experts, 3, Selection.BY_RELEVANCE));
  }

  @Test
  void switchedOffItChangesNothing() {
    List<KnownExpert> experts = List.of(known("near", 0.60), known("nearly", 0.599));
    Selection off =
        new Exploration(0, 0, 0, 0)
            .among(experts, Map.of(), new Balance(0.002, 0), 0.5, new SplittableRandom(1));
    for (int i = 0; i < 200; i++) {
      assertThat(ask(experts, 1, off)).isEqualTo(ask(experts, 1, Selection.BY_RELEVANCE));
    }
  }

  @Test
  void theCrowdedAreSparedWhereAnotherIsAboutAsGood() {
    KnownExpert near = known("near", 0.60);
    List<KnownExpert> experts = List.of(crowded(near, 40), known("nearly", 0.58));
    Selection sparing =
        new Exploration(0, 0.05, 0, 0)
            .among(experts, Map.of(), new Balance(0, 0), 0.5, new SplittableRandom(1));

    assertThat(name(ask(experts, 1, sparing).getFirst())).isEqualTo("nearly");
    assertThat(name(ask(experts, 1, Selection.BY_RELEVANCE).getFirst())).isEqualTo("near");
  }

  @Test
  void ofTwoEqualsTheSlowerIsAskedLessOftenAndCountsAsMuch() {
    List<KnownExpert> experts = List.of(known("slow", 0.6), known("quick", 0.6), known("new", 0));
    Map<Hotkey, Double> firstTokens = Map.of(key(experts.get(0)), 900.0, key(experts.get(1)), 90.0);
    Selection hurrying =
        new Exploration(0.3, 0, 0.05, 0)
            .among(experts, firstTokens, new Balance(0, 0), 0.5, new SplittableRandom(1));

    Map<String, Integer> asked = new HashMap<>();
    for (int i = 0; i < 2_000; i++) {
      asked.merge(name(ask(experts, 1, hurrying).getFirst()), 1, Integer::sum);
    }

    assertThat(asked.get("slow")).isBetween(500, 900);
    assertThat(asked.get("quick")).isGreaterThan(1_100);
    assertThat(ask(experts, 3, hurrying)).isEqualTo(ask(experts, 3, Selection.BY_RELEVANCE));
  }

  @Test
  void whoseFirstTokenNobodyHasTimedLosesNothing() {
    List<KnownExpert> experts = List.of(known("timed", 0.6), known("new", 0.599));
    Selection hurrying =
        new Exploration(0, 0, 0.02, 0)
            .among(
                experts,
                Map.of(key(experts.getFirst()), 50.0),
                new Balance(0, 0),
                0.5,
                new SplittableRandom(1));

    assertThat(name(ask(experts, 1, hurrying).getFirst())).isEqualTo("timed");
  }

  @Test
  void theDearIsSparedWhereAnotherIsAboutAsGood() {
    List<KnownExpert> experts = List.of(priced(known("near", 0.60), 900), known("nearly", 0.59));
    Selection thrifty =
        new Exploration(0, 0, 0, 0.02)
            .among(experts, Map.of(), new Balance(0, 0), 0.5, new SplittableRandom(1));

    assertThat(name(ask(experts, 1, thrifty).getFirst())).isEqualTo("nearly");
    assertThat(name(ask(experts, 1, Selection.BY_RELEVANCE).getFirst())).isEqualTo("near");
  }

  @Test
  void whoIsNotHealthyIsNotAskedWhateverElseSpeaksForIt() {
    KnownExpert best = known("best", 1);
    KnownExpert down = new KnownExpert(KnownExperts.unhealthy(best.entry()), best.profile());
    List<KnownExpert> experts = List.of(down, known("far", 0));
    Selection exploring =
        Exploration.DEFAULTS.among(
            experts,
            Map.of(key(down), 1.0),
            new Balance(0.002, 0.05),
            0.5,
            new SplittableRandom(1));
    for (Selection selection : List.of(exploring, Selection.BY_RELEVANCE)) {
      assertThat(ask(experts, 8, selection)).extracting(SelectionTest::name).containsExactly("far");
    }
  }

  @Test
  void theBalanceNamesEqualsEquallyOften() {
    List<KnownExpert> experts =
        List.of(known("a", 0.60), known("b", 0.595), known("c", 0.59), known("far", 0.2));
    Selection balanced =
        new Exploration(0, 0, 0, 0)
            .among(experts, Map.of(), new Balance(0.002, 0.05), 0.5, new SplittableRandom(1));
    Map<String, Integer> asked = new HashMap<>();
    for (int i = 0; i < 3_000; i++) {
      String name = name(ask(experts, 1, balanced).getFirst());
      if (i >= 1_000) {
        asked.merge(name, 1, Integer::sum);
      }
    }
    assertThat(asked).containsOnlyKeys("a", "b", "c");
    // By relevance alone it would be 2000 times a.
    assertThat(asked.values()).allMatch(count -> count > 300);
  }

  @Test
  void whatWasLearnedOutranksAProfile() {
    KnownExpert boaster = known("boaster", 0.6);
    KnownExpert modest = known("modest", 0.5);
    List<Audit> audits = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      audits.add(
          new Audit(
              QUESTION,
              Instant.ofEpochSecond(i),
              Map.of(
                  hotkey(boaster), new Audit.Finding(null, 0.1),
                  hotkey(modest), new Audit.Finding(null, 0.9))));
    }
    LearningParameters numbers = LearningParameters.DEFAULTS;
    Lessons lessons = new Lessons(Experience.NONE.after(audits, numbers), numbers);

    List<Candidate> candidates =
        gate.candidates(
            QUESTION,
            List.of(boaster, modest),
            lessons,
            Modality.TEXT,
            Policy.NONE,
            8,
            Selection.BY_RELEVANCE);

    assertThat(name(candidates.getFirst())).isEqualTo("modest");
    assertThat(candidates.getFirst().claims()).isNotNull();
    assertThat(candidates.getFirst().reasons())
        .anyMatch(reason -> reason.startsWith("Audits of such questions put its contribution"));
    String untaught = gate.version(List.of(boaster), "");
    assertThat(untaught).matches("[0-9a-f]{16}");
    assertThat(gate.version(List.of(boaster), "abcdef" + "0".repeat(58)))
        .isEqualTo(untaught + ".abcdef000000");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Exploration(2, 0, 0, 0)).hasMessageContaining("boldness of 2.0");
    assertThatThrownBy(() -> new Balance(0.1, -1)).hasMessageContaining("bound of -1.0");
  }

  private List<Candidate> ask(List<KnownExpert> experts, int limit, Selection selection) {
    return gate.candidates(
        QUESTION, experts, Lessons.none(), Modality.TEXT, Policy.NONE, limit, selection);
  }

  private static String name(Candidate candidate) {
    return candidate.expert().descriptor().name();
  }

  private static String hotkey(KnownExpert expert) {
    return expert.entry().descriptor().hotkey().hex();
  }

  private static Hotkey key(KnownExpert expert) {
    return expert.entry().descriptor().hotkey();
  }

  private static KnownExpert priced(KnownExpert expert, long rao) {
    ExpertRecord entry = expert.entry();
    ExpertDescriptor free = entry.descriptor();
    ExpertDescriptor descriptor =
        new ExpertDescriptor(
            free.name(),
            free.hotkey(),
            free.endpoint(),
            free.modality(),
            free.model(),
            free.modelSha256(),
            free.vocabulary(),
            free.contextLength(),
            free.profile(),
            free.profileVectors(),
            free.labels(),
            new Rao(rao),
            free.owner());
    return new KnownExpert(
        new ExpertRecord(descriptor, 0, entry.registeredAt(), entry.lastSeen(), true),
        expert.profile());
  }

  private static KnownExpert crowded(KnownExpert expert, int sessions) {
    ExpertRecord entry = expert.entry();
    return new KnownExpert(
        new ExpertRecord(
            entry.descriptor(),
            entry.uid(),
            entry.registeredAt(),
            entry.lastSeen(),
            true,
            sessions),
        expert.profile());
  }

  private static KnownExpert known(String name, double cosine) {
    ExpertRecord entry = expert(name, "", List.of(between(0, 9, cosine)));
    return new KnownExpert(entry, Profile.of(entry.descriptor(), null));
  }
}
