package witan.gating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static witan.gating.KnownExperts.axis;
import static witan.gating.KnownExperts.between;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import witan.gating.Audit.Finding;
import witan.protocol.Json;

class ExperienceTest {

  private static final LearningParameters NUMBERS = LearningParameters.DEFAULTS;

  @Test
  void whatWasNeverAuditedHasNoAdvantage() {
    assertThat(Lessons.none().on(axis(0)).of("anybody").advantage()).isZero();
    Lessons lessons = learned(audits(200, 0.9, 0.1, 1));
    assertThat(lessons.on(axis(0)).of("newcomer").advantage()).isZero();
    assertThat(lessons.on(axis(200)).of("newcomer").seen()).isZero();
    assertThat(lessons.calibration("newcomer")).isNull();
  }

  @Test
  void whoContributesMoreIsExpectedToContributeMoreAndOnlyThere() {
    Lessons lessons = learned(audits(200, 0.9, 0.1, 1));

    assertThat(lessons.on(axis(0)).of("a").advantage()).isGreaterThan(0.25);
    assertThat(lessons.on(axis(0)).of("b").advantage()).isLessThan(-0.25);
    assertThat(lessons.on(axis(1)).of("a").advantage()).isLessThan(-0.25);
    assertThat(lessons.on(axis(0)).of("a").expected()).isCloseTo(0.9, within(0.1));
  }

  @Test
  void nothingIsBelievedMuchThatWasSeenOnce() {
    double once = learned(audits(2, 1, 0, 1)).on(axis(0)).of("a").advantage();
    double often = learned(audits(200, 1, 0, 1)).on(axis(0)).of("a").advantage();
    assertThat(once).isBetween(0.0, 0.3 * often);
  }

  @Test
  void whatIsOldFades() {
    List<Audit> audits = new ArrayList<>(audits(300, 0.9, 0.1, 1));
    Lessons before = learned(audits);
    audits.addAll(audits(120, 0.1, 0.9, 301));
    Lessons after = learned(audits);

    assertThat(before.on(axis(0)).of("a").advantage()).isPositive();
    assertThat(after.on(axis(0)).of("a").advantage()).isNegative();
    assertThat(after.on(axis(0)).of("b").advantage()).isPositive();
  }

  @Test
  void theSameAuditsGiveTheSameBitsWhateverTheirOrderInTheBatch() {
    List<Audit> audits = audits(150, 0.8, 0.2, 1);
    Experience once = Experience.NONE.after(audits, NUMBERS);
    assertThat(Experience.NONE.after(audits.reversed(), NUMBERS)).isEqualTo(once);
    assertThat(once.after(List.of(), NUMBERS)).isEqualTo(once);
  }

  @Test
  void asJsonItIsTheSame() {
    Experience experience = Experience.NONE.after(audits(150, 0.8, 0.2, 1), NUMBERS);
    Experience read = Json.read(Json.write(experience), Experience.class);
    assertThat(read).isEqualTo(experience);
    float[] question = between(0, 1, 0.7);
    assertThat(new Lessons(read, NUMBERS).on(question).of("a"))
        .isEqualTo(new Lessons(experience, NUMBERS).on(question).of("a"));
  }

  @Test
  void itsSizeIsBounded() {
    LearningParameters small = new LearningParameters(4, 9, 3, 4, 12, 400, 10, 50, 200, 64, 3);
    RandomGenerator random = new SplittableRandom(5);
    Experience experience = Experience.NONE;
    for (int batch = 0; batch < 10; batch++) {
      List<Audit> audits = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int number = batch * 50 + i;
        audits.add(
            new Audit(
                between(random.nextInt(8), 8 + random.nextInt(8), 0.8),
                Instant.ofEpochSecond(number),
                Map.of("e" + number / 40, new Finding(0.5, random.nextDouble()))));
      }
      experience = experience.after(audits, small);
    }
    assertThat(experience.answers()).isEqualTo(500);
    assertThat(experience.probes()).hasSize(64);
    assertThat(experience.clusters().size()).isBetween(1, 4);
    assertThat(experience.experts().keySet()).containsExactly("e10", "e11", "e12");
  }

  @Test
  void whatIsNoExperienceIsRefused() {
    assertThatThrownBy(() -> Json.read("[2, 1]", Tally.class))
        .hasMessageContaining("2.0 good of 1");
    assertThatThrownBy(() -> Json.read("[1]", Tally.class)).hasMessageContaining("two numbers");
    String json = Json.write(Experience.NONE.after(audits(80, 0.8, 0.2, 1), NUMBERS));
    String cut =
        json.replaceFirst("\"clusters\":\\{\"centres\":\\[[^]]*]", "\"clusters\":{\"centres\":[]");
    assertThat(cut).isNotEqualTo(json);
    assertThatThrownBy(() -> Json.read(cut, Experience.class))
        .hasMessageContaining("but there are 0");
    assertThatThrownBy(() -> new Finding(null, 1.1)).hasMessageContaining("0 to 1");
    assertThatThrownBy(() -> new Finding(7.0, 1)).hasMessageContaining("-1 to 1");
    assertThatThrownBy(() -> CompactVector.of(new float[384])).hasMessageContaining("no length");
  }

  @Test
  void aCompactVectorKeepsCosines() {
    RandomGenerator random = new SplittableRandom(9);
    for (int i = 0; i < 200; i++) {
      double cosine = random.nextDouble(-1, 1);
      CompactVector a = CompactVector.of(axis(3));
      CompactVector b = CompactVector.of(between(3, 7, cosine));
      assertThat(a.cosine(b)).isCloseTo(cosine, within(0.01));
    }
  }

  private static Lessons learned(List<Audit> audits) {
    return new Lessons(Experience.NONE.after(audits, NUMBERS), NUMBERS);
  }

  /** Questions of two kinds in turn: {@code a} is good at one and {@code b} at the other. */
  private static List<Audit> audits(int count, double own, double other, int first) {
    List<Audit> audits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int kind = i % 2;
      audits.add(
          new Audit(
              between(kind, 10 + i % 5, 0.95),
              Instant.ofEpochSecond(first + i),
              Map.of(
                  "a", new Finding(0.7, kind == 0 ? own : other),
                  "b", new Finding(null, kind == 0 ? other : own))));
    }
    return audits;
  }
}
