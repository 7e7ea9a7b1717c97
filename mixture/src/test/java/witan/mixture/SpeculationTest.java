package witan.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import witan.mixture.grammar.Constraint;
import witan.mixture.grammar.Constraints;
import witan.mixture.grammar.Grammar;
import witan.mixture.grammar.State;
import witan.mixture.text.TokenText;
import witan.mixture.text.Vocabulary;

class SpeculationTest {

  private static final int VOCABULARY = 30;
  private static final int END = 0;
  private static final int LENGTH = 40;

  /** A small model: the distribution is a function of the last tokens. */
  private record Model(long seed, @Nullable Constraint constraint) {

    Model(long seed) {
      this(seed, null);
    }

    Distribution after(int[] prefix) {
      long hash = seed;
      for (int i = Math.max(0, prefix.length - 3); i < prefix.length; i++) {
        hash = hash * 31 + prefix[i] + 7;
      }
      SplittableRandom random = new SplittableRandom(hash);
      float[] logits = new float[VOCABULARY];
      for (int i = 0; i < VOCABULARY; i++) {
        // Quarters, so that ties happen.
        logits[i] = random.nextInt(12) / 2f;
      }
      logits[END] -= 2;
      if (constraint != null) {
        State at = constraint.start();
        for (int token : prefix) {
          // What a drafter says behind a token that may not come is never looked at.
          at = constraint.allows(at, token) ? constraint.after(at, token) : at;
        }
        constraint.mask(at, logits);
      }
      return Distribution.ofLogits(logits, 12);
    }

    List<Distribution> around(int[] prefix, int[] draft) {
      List<Distribution> around = new ArrayList<>();
      for (int i = 0; i <= draft.length; i++) {
        around.add(after(joined(prefix, Arrays.copyOf(draft, i))));
      }
      return around;
    }
  }

  private static int[] joined(int[] a, int[] b) {
    int[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }

  private static Sampling sampling(Random random, int run) {
    return switch (run % 4) {
      case 0 -> Sampling.greedy();
      case 1 -> Sampling.at(1, random.nextLong());
      case 2 -> new Sampling(0, 1, 0, 0, 0.7, 0.3, 1.2, Map.of(4, 1.5f), 0, 0);
      default -> new Sampling(0.8, 0.9, 0.05, 9, 0.5, -0.2, Map.of(3, -2f), random.nextLong(), 2);
    };
  }

  /** The mixture drawn token by token, with nothing but mixer and sampler. */
  private static int[] tokenByToken(List<Model> models, double[] weights, Sampling sampling) {
    Sampler sampler = new Sampler(sampling);
    int[] answer = {};
    while (answer.length < LENGTH) {
      int[] prefix = answer;
      List<Distribution> parts = models.stream().map(model -> model.after(prefix)).toList();
      int token = sampler.draw(Mixer.mix(parts, weights), answer.length, answer);
      answer = joined(answer, new int[] {token});
      if (token == END) {
        break;
      }
    }
    return answer;
  }

  private static int[] draft(Random random, Model drafter, Sampling sampling, int[] answer) {
    int[] draft = new int[random.nextInt(9)];
    int[] prefix = answer;
    Sampler sampler = new Sampler(sampling);
    for (int i = 0; i < draft.length; i++) {
      // Mostly what a real drafter would say, at times nonsense.
      draft[i] =
          random.nextInt(6) == 0
              ? random.nextInt(VOCABULARY)
              : sampler.draw(drafter.after(prefix), prefix.length, prefix);
      prefix = joined(prefix, new int[] {draft[i]});
    }
    return draft;
  }

  @Test
  void roundsOfAnyDraftsGiveTheMixtureDrawnTokenByToken() {
    Random random = new Random(3);
    int acceptedInAll = 0;
    for (int run = 0; run < 400; run++) {
      List<Model> models = new ArrayList<>();
      double[] weights = new double[1 + random.nextInt(4)];
      for (int i = 0; i < weights.length; i++) {
        models.add(new Model(random.nextLong()));
        weights[i] = random.nextDouble();
      }
      Sampling sampling = sampling(random, run);
      Speculation speculation = new Speculation(new Sampler(sampling), token -> token == END);
      int[] answer = {};
      boolean ended = false;
      while (answer.length < LENGTH && !ended) {
        int[] prefix = answer;
        int[] draft = draft(random, models.getFirst(), sampling, prefix);
        List<List<Distribution>> predictions =
            models.stream().map(model -> model.around(prefix, draft)).toList();
        Acceptance round = speculation.round(weights, draft, predictions, prefix);
        assertThat(Arrays.copyOf(round.tokens(), round.accepted()))
            .isEqualTo(Arrays.copyOf(draft, round.accepted()));
        assertThat(round.draws().size() - round.accepted()).isBetween(round.ended() ? 0 : 1, 1);
        answer = joined(answer, round.tokens());
        ended = round.ended();
        acceptedInAll += round.accepted();
      }
      int[] expected = tokenByToken(models, weights, sampling);
      assertThat(Arrays.copyOf(answer, expected.length)).isEqualTo(expected);
      assertThat(ended && answer.length <= LENGTH).isEqualTo(expected[expected.length - 1] == END);
    }
    assertThat(acceptedInAll).as("drafts of the heaviest expert are of use").isGreaterThan(1_000);
  }

  /** Tokens that a list of words is made of, some of several at once. */
  private static final Vocabulary WORDS =
      new Vocabulary(
          Stream.concat(
                  Stream.of(
                      "", "[", "]", "\"", "\"a", "a\"", "b\"", "\"ab\"", ",", ", ", ",\"", "],[",
                      "1"),
                  Stream.iterate('a', letter -> (char) (letter + 1)).map(String::valueOf))
              .limit(VOCABULARY)
              .map(token -> token.getBytes(StandardCharsets.UTF_8))
              .toList(),
          new int[] {END});

  private static final Constraint LISTS =
      new Constraints(WORDS)
          .of(
              Grammar.ofSchema(
                  """
                  {"type":"array","minItems":2,"maxItems":6,"items":{"anyOf":[
                    {"type":"array","items":{"type":"integer"},"maxItems":1},
                    {"type":"string","maxLength":3}]}}\
                  """
                      .getBytes(StandardCharsets.UTF_8)));

  private static State after(int[] prefix) {
    State at = LISTS.start();
    for (int token : prefix) {
      at = LISTS.after(at, token);
    }
    return at;
  }

  @Test
  void underAGrammarTooRoundsGiveTheMixtureDrawnTokenByToken() {
    Random random = new Random(8);
    int ended = 0;
    int accepted = 0;
    for (int run = 0; run < 200; run++) {
      List<Model> models = List.of(masked(random), masked(random));
      double[] weights = {0.6, 0.4};
      Sampling sampling = sampling(random, run);
      Speculation speculation = new Speculation(new Sampler(sampling), token -> token == END);
      int[] answer = {};
      boolean over = false;
      while (answer.length < LENGTH && !over) {
        int[] prefix = answer;
        // A gateway drops whoever drafts what is not allowed: such a draft is never verified.
        int[] draft = allowedOnly(prefix, draft(random, models.getFirst(), sampling, prefix));
        List<List<Distribution>> predictions =
            models.stream().map(model -> model.around(prefix, draft)).toList();
        Acceptance round = speculation.round(weights, draft, predictions, prefix);
        answer = joined(answer, round.tokens());
        over = round.ended();
        accepted += round.accepted();
      }
      int[] expected = tokenByToken(models, weights, sampling);
      assertThat(Arrays.copyOf(answer, expected.length)).isEqualTo(expected);
      if (over && answer.length <= LENGTH) {
        ended++;
        assertThat(after(answer)).isSameAs(after(expected));
        assertThat(text(answer)).matches("\\[.+\\]");
      }
    }
    assertThat(ended).isGreaterThan(100);
    assertThat(accepted).isGreaterThan(500);
  }

  private static Model masked(Random random) {
    return new Model(random.nextLong(), LISTS);
  }

  private static int[] allowedOnly(int[] prefix, int[] draft) {
    State at = after(prefix);
    int length = 0;
    while (length < draft.length && LISTS.allows(at, draft[length])) {
      at = LISTS.after(at, draft[length++]);
    }
    return Arrays.copyOf(draft, length);
  }

  private static String text(int[] tokens) {
    return TokenText.of(WORDS, List.of(), tokens);
  }

  /**
   * Whole answers of three tokens out of three, over many seeds, against the product of the
   * mixture's own probabilities: neither drafts nor the noise that they share bend it.
   */
  @Test
  void overManySeedsAnswersAreDistributedAsTheMixture() {
    Random random = new Random(8);
    double[] weights = {0.6, 0.4};
    Distribution[][] models = new Distribution[2][4];
    for (Distribution[] model : models) {
      for (int last = 0; last < model.length; last++) {
        float[] likely = {random.nextFloat() + 0.1f, random.nextFloat() + 0.1f, 0.5f};
        model[last] = Distribution.of(new int[] {0, 1, 2}, likely);
      }
    }
    int answers = 40_000;
    int[] counts = new int[27];
    for (int seed = 0; seed < answers; seed++) {
      Sampler sampler = new Sampler(Sampling.at(1, seed));
      Speculation speculation = new Speculation(sampler, token -> false);
      int[] answer = {};
      while (answer.length < 3) {
        int[] prefix = answer;
        int[] draft = new int[random.nextInt(4)];
        int[] drafted = prefix;
        for (int i = 0; i < draft.length; i++) {
          draft[i] = sampler.draw(after(models[0], drafted), drafted.length, drafted);
          drafted = joined(drafted, new int[] {draft[i]});
        }
        List<List<Distribution>> predictions = new ArrayList<>();
        for (Distribution[] model : models) {
          List<Distribution> around = new ArrayList<>();
          for (int i = 0; i <= draft.length; i++) {
            around.add(after(model, joined(prefix, Arrays.copyOf(draft, i))));
          }
          predictions.add(around);
        }
        answer = joined(prefix, speculation.round(weights, draft, predictions, prefix).tokens());
      }
      counts[answer[0] * 9 + answer[1] * 3 + answer[2]]++;
    }
    double chiSquare = 0;
    for (int sequence = 0; sequence < counts.length; sequence++) {
      int[] tokens = {sequence / 9, sequence / 3 % 3, sequence % 3};
      double probability = 1;
      for (int i = 0; i < tokens.length; i++) {
        int[] prefix = Arrays.copyOf(tokens, i);
        // By hand, not by the mixer.
        probability *=
            weights[0] * after(models[0], prefix).probabilityOf(tokens[i])
                + weights[1] * after(models[1], prefix).probabilityOf(tokens[i]);
      }
      double off = counts[sequence] - probability * answers;
      chiSquare += off * off / (probability * answers);
    }
    // 54.05 is the 99.9 % quantile of chi-square with 26 degrees of freedom.
    assertThat(chiSquare).isLessThan(54.05);
  }

  /** A model that looks at the last token only. */
  private static Distribution after(Distribution[] model, int[] prefix) {
    return model[prefix.length == 0 ? 3 : prefix[prefix.length - 1]];
  }

  private final Speculation greedy =
      new Speculation(new Sampler(Sampling.greedy()), token -> token == END);

  private static List<List<Distribution>> oneExpert(int... tokens) {
    return List.of(Arrays.stream(tokens).mapToObj(Distribution::certain).toList());
  }

  @Test
  void aRightDraftIsTakenWholeWithOneTokenMore() {
    Acceptance round =
        greedy.round(new double[] {1}, new int[] {5, 6}, oneExpert(5, 6, 7), new int[] {1});
    assertThat(round.tokens()).containsExactly(5, 6, 7);
    assertThat(round.accepted()).isEqualTo(2);
    assertThat(round.ended()).isFalse();
    assertThat(round.draws().getLast().mixed()).isEqualTo(Distribution.certain(7));
  }

  @Test
  void theRoundStopsAtTheFirstTokenThatWasNotDrafted() {
    Acceptance round =
        greedy.round(new double[] {1}, new int[] {5, 9, 7}, oneExpert(5, 6, 7, 8), new int[0]);
    assertThat(round.tokens()).containsExactly(5, 6);
    assertThat(round.accepted()).isEqualTo(1);
  }

  @Test
  void theRoundStopsAtTheEndOfTheTurn() {
    Acceptance drafted =
        greedy.round(new double[] {1}, new int[] {5, END, 7}, oneExpert(5, END, 7, 8), new int[0]);
    assertThat(drafted.tokens()).containsExactly(5, END);
    assertThat(drafted.accepted()).isEqualTo(2);
    assertThat(drafted.ended()).isTrue();
    Acceptance own = greedy.round(new double[] {1}, new int[] {5}, oneExpert(END, 7), new int[0]);
    assertThat(own.tokens()).containsExactly(END);
    assertThat(own.accepted()).isZero();
    assertThat(own.ended()).isTrue();
  }

  @Test
  void withoutADraftARoundIsOneToken() {
    Acceptance round = greedy.round(new double[] {1}, new int[0], oneExpert(4), new int[] {1, 2});
    assertThat(round.tokens()).containsExactly(4);
    assertThat(round.accepted()).isZero();
  }

  @Test
  void anExpertWithTooFewDistributionsIsRefused() {
    assertThatThrownBy(
            () -> greedy.round(new double[] {1}, new int[] {5}, oneExpert(5), new int[0]))
        .hasMessageContaining("1 drafted tokens need 2 distributions");
  }
}
