package witan.gating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.mixture.Calibration;
import witan.mixture.Weights;

class ClaimsTest {

  private static final int LIAR = 0;
  private static final double LEEWAY = 0.05;

  /** One question: what each of three experts would truthfully claim, and what it contributes. */
  private record Asked(double[] truth, double[] score) {

    /** Cosines as they were seen over passages dealt at random to three owners. */
    static Asked next(RandomGenerator random, boolean liarKnows) {
      int holder = liarKnows ? random.nextInt(3) : 1 + random.nextInt(2);
      double[] truth = new double[3];
      double[] score = new double[3];
      for (int e = 0; e < 3; e++) {
        boolean holds = e == holder;
        truth[e] = random.nextGaussian(holds ? 0.78 : 0.39, 0.07);
        score[e] = Math.clamp(random.nextGaussian(holds ? 0.9 : 0.05, 0.1), 0.0, 1.0);
      }
      return new Asked(truth, score);
    }

    double[] claimed(double lie) {
      double[] claimed = truth.clone();
      claimed[LIAR] = lie;
      return claimed;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoAlwaysClaimsOneIsDownToItsFairWeightWithinFiftyAudits(boolean liarKnows) {
    for (int seed = 0; seed < 20; seed++) {
      RandomGenerator random = new SplittableRandom(seed);
      List<Asked> questions =
          IntStream.range(0, 400).mapToObj(i -> Asked.next(random, liarKnows)).toList();
      double[] before = weights(questions, asked -> asked.claimed(1));
      double[] fair = weights(questions, Asked::truth);
      Lessons lessons = audited(50, liarKnows, 1, random);

      double[] after = weights(questions, asked -> believed(lessons, asked.claimed(1)));

      assertThat(before[LIAR]).as("believed at first").isGreaterThan(0.9);
      // Fair is the weight that it would have if it told the truth.
      assertThat(after[LIAR]).as("seed %d", seed).isCloseTo(fair[LIAR], within(LEEWAY));
      assertThat(after[1]).isCloseTo(fair[1], within(LEEWAY));
      assertThat(after[2]).isCloseTo(fair[2], within(LEEWAY));
    }
  }

  @Test
  void honestExpertsKeepTheirWeight() {
    for (int seed = 0; seed < 20; seed++) {
      RandomGenerator random = new SplittableRandom(seed);
      Experience experience = Experience.NONE;
      List<Audit> audits = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Asked asked = Asked.next(random, true);
        audits.add(audit(i, asked, asked.truth()));
      }
      Lessons lessons =
          new Lessons(
              experience.after(audits, LearningParameters.DEFAULTS), LearningParameters.DEFAULTS);
      double off = 0;
      for (int i = 0; i < 300; i++) {
        Asked asked = Asked.next(random, true);
        double[] fair = weigh(asked.truth());
        double[] now = weigh(believed(lessons, asked.truth()));
        off += IntStream.range(0, 3).mapToDouble(e -> Math.abs(now[e] - fair[e])).max().orElse(1);
      }
      assertThat(off / 300).as("seed %d", seed).isLessThan(LEEWAY);
    }
  }

  @Test
  void claimingLessIsNeverBelievedMore() {
    Calibration liar = calibration(audited(50, false, 1, new SplittableRandom(1)), LIAR);

    assertThat(liar.of(1)).isLessThan(0.6);
    for (double claim = -1; claim < 1; claim += 0.01) {
      assertThat(liar.of(claim)).isLessThanOrEqualTo(Math.min(claim, liar.of(1)) + 1e-12);
      assertThat(liar.of(claim)).isLessThanOrEqualTo(liar.of(claim + 0.01) + 1e-12);
    }
  }

  @Test
  void aFewAuditsAreNotBelievedMuch() {
    Claims one = Claims.NONE.plus(new Audit.Finding(0.8, 0));
    Claims ten = one;
    for (int i = 0; i < 9; i++) {
      ten = ten.plus(new Audit.Finding(0.8, 0));
    }
    assertThat(Claims.NONE.calibration()).isNull();
    assertThat(worth(one).of(0.8)).isBetween(0.62, 0.79);
    assertThat(worth(ten).of(0.8)).isLessThan(0.6);
    assertThat(worth(one).of(0.5)).as("where nothing was seen").isEqualTo(0.5);
  }

  @Test
  void silenceIsWorthWhatTheSilentContribute() {
    Claims able = Claims.NONE;
    Claims idle = Claims.NONE;
    for (int i = 0; i < 50; i++) {
      able = able.plus(new Audit.Finding(null, 0.9));
      idle = idle.plus(new Audit.Finding(null, 0));
    }
    assertThat(worth(able).of(Double.NaN)).isBetween(0.6, 0.75);
    assertThat(worth(idle).of(Double.NaN)).isLessThan(0.35);
    assertThat(worth(able).of(0.7)).as("claims are another matter").isEqualTo(0.7);
    assertThat(worth(Claims.NONE.plus(new Audit.Finding(0.7, 1))).of(Double.NaN)).isNaN();
  }

  @Test
  void theFitNeverFallsAndIsTheNearest() {
    double[] values = {0.1, 0.5, 0.3, 0.9, 0.2, 0.8};
    double[] weights = {1, 1, 3, 0, 1, 1};

    double[] fitted = Isotonic.fit(values, weights);

    assertThat(fitted)
        .containsExactly(new double[] {0.1, 0.32, 0.32, 0.32, 0.32, 0.8}, within(1e-12));
  }

  private static Calibration worth(Claims claims) {
    return Objects.requireNonNull(claims.calibration());
  }

  private static double[] weights(List<Asked> questions, Function<Asked, double[]> evidence) {
    double[] mean = new double[3];
    for (Asked asked : questions) {
      double[] weights = weigh(evidence.apply(asked));
      Arrays.setAll(mean, e -> mean[e] + weights[e] / questions.size());
    }
    return mean;
  }

  private static Lessons audited(
      int answers, boolean liarKnows, double lie, RandomGenerator random) {
    List<Audit> audits = new ArrayList<>();
    for (int i = 0; i < answers; i++) {
      Asked asked = Asked.next(random, liarKnows);
      audits.add(audit(i, asked, asked.claimed(lie)));
    }
    return new Lessons(
        Experience.NONE.after(audits, LearningParameters.DEFAULTS), LearningParameters.DEFAULTS);
  }

  private static Audit audit(int number, Asked asked, double[] claimed) {
    return new Audit(
        KnownExperts.axis(number % 8),
        Instant.ofEpochSecond(number),
        Map.of(
            "0", new Audit.Finding(claim(claimed[0]), asked.score()[0]),
            "1", new Audit.Finding(claim(claimed[1]), asked.score()[1]),
            "2", new Audit.Finding(claim(claimed[2]), asked.score()[2])));
  }

  private static double claim(double evidence) {
    return Math.clamp(evidence, -1.0, 1.0);
  }

  private static double[] believed(Lessons lessons, double[] claimed) {
    return IntStream.range(0, 3).mapToDouble(e -> calibration(lessons, e).of(claimed[e])).toArray();
  }

  private static Calibration calibration(Lessons lessons, int expert) {
    Calibration known = lessons.calibration(Integer.toString(expert));
    return known == null ? Calibration.NONE : known;
  }

  private static double[] weigh(double[] evidence) {
    return Weights.of(new double[] {1, 1, 1}, evidence, 0.25, 0.04, 0.35);
  }
}
