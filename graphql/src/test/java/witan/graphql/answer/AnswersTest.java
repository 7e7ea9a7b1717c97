package witan.graphql.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static witan.graphql.answer.ThreeExperts.question;
import static witan.graphql.answer.ThreeExperts.text;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.graphql.fake.FakeExpert;
import witan.graphql.fake.FakeExpert.Fault;
import witan.graphql.fake.TinyLanguage;
import witan.mixture.Sampling;
import witan.mixture.grammar.Constraint;
import witan.mixture.grammar.Constraints;
import witan.mixture.grammar.Grammar;
import witan.mixture.text.TokenText;
import witan.protocol.gate.FirstToken;
import witan.protocol.gate.GateRequest;
import witan.protocol.gate.Policy;
import witan.protocol.network.Modality;

@Timeout(60)
class AnswersTest {

  private static final int LENGTH = ThreeExperts.LENGTH;
  private static final int FAULT_FROM = 12;

  private final ThreeExperts three = new ThreeExperts();
  private final FakeExpert anna = three.anna;
  private final FakeExpert bert = three.bert;
  private final FakeExpert cleo = three.cleo;
  private final Answers answers = three.answers(Limits.USUAL);

  @AfterEach
  void stop() {
    three.close();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.7, 1", "1, 42", "1.5, -7"})
  void theAnswerIsTheMixtureDrawnTokenByToken(double temperature, long seed) throws Exception {
    Sampling sampling = Sampling.at(temperature, seed);

    Answer answer = answers.ask(question(sampling), event -> {});

    assertThat(answer.contributions()).hasSize(3);
    assertThat(answer.contributions().stream().mapToDouble(Contribution::weight).sum())
        .isCloseTo(1, within(1e-9));
    assertThat(answer.content())
        .isEqualTo(text(three.byHand(answer, sampling, Map.of(), LENGTH), List.of()));
    assertThat(answer.finishReason()).isEqualTo("length");
    assertThat(answer.usage()).isEqualTo(new Tokens(11, LENGTH));
    assertThat(answer.rounds()).isLessThan(LENGTH);
    assertThat(answer.logprobs()).hasSize(LENGTH);
  }

  @Test
  void theGateHearsHowQuickExpertsAreUnlessTheSameAnswerIsWantedAgain() throws Exception {
    Question again = question(Sampling.greedy());
    Question free =
        new Question(
            "witan",
            again.turns(),
            null,
            Sampling.at(1, 7),
            null,
            1,
            List.of(),
            -1,
            3,
            Combine.MIX,
            true,
            Policy.NONE,
            false);
    for (int i = 0; i < 16; i++) {
      answers.ask(free, event -> {});
    }

    answers.ask(free, event -> {});
    answers.ask(again, event -> {});

    List<GateRequest> asked = three.network.gateRequests;
    assertThat(asked.getFirst().firstTokens()).as("nothing is known yet").isEmpty();
    assertThat(asked.get(16).firstTokens()).extracting(FirstToken::millis).hasSize(3);
    assertThat(asked.getLast().deterministic()).isTrue();
    assertThat(asked.getLast().firstTokens()).isEmpty();
  }

  @Test
  void penaltiesApplyToTheMixture() throws Exception {
    Sampling sampling = new Sampling(0, 1, 0, 0, 1.5, 0.5, Map.of(4, 2f), 0, 0);

    Answer answer = answers.ask(question(sampling), event -> {});

    assertThat(answer.content())
        .isEqualTo(text(three.byHand(answer, sampling, Map.of(), LENGTH), List.of()));
  }

  private static final Grammar LISTS =
      Grammar.ofSchema(
          """
          {"type":"array","minItems":3,"maxItems":4,"items":{"type":"string","maxLength":14}}\
          """
              .getBytes(StandardCharsets.UTF_8));

  private static Question listing(Sampling sampling, int maxTokens, Grammar grammar) {
    return new Question(
        "witan",
        List.of(new Turn("user", "What is it?")),
        null,
        sampling,
        grammar,
        maxTokens,
        List.of(),
        -1,
        3,
        Combine.MIX,
        true,
        Policy.NONE,
        true);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.7, 1", "1, 42", "1.5, -7"})
  void underAGrammarTheAnswerKeepsToItAndIsTheMixtureDrawnTokenByToken(
      double temperature, long seed) throws Exception {
    Sampling sampling = new Sampling(temperature, 1, 0, 0, 0.1, 0.2, 1.3, Map.of(3, 1f), seed, 0);

    Answer answer = answers.ask(listing(sampling, 200, LISTS), event -> {});

    assertThat(answer.contributions())
        .extracting(Contribution::status)
        .containsOnly(ContributionStatus.COMPLETED)
        .hasSize(3);
    assertThat(answer.content())
        .matches("\\[(\"[^\"]{0,14}\",){2,3}\"[^\"]{0,14}\"]")
        .isEqualTo(listedByHand(answer, sampling, Map.of()));
    assertThat(answer.finishReason()).isEqualTo("stop");
    assertThat(answer.rounds()).isLessThan(answer.usage().completion());
  }

  private String listedByHand(Answer answer, Sampling sampling, Map<FakeExpert, Integer> leavesAt) {
    Constraint constraint = new Constraints(TinyLanguage.vocabulary()).of(LISTS);
    return text(
        three.byHand(
            answer,
            sampling,
            leavesAt,
            200,
            (expert, tokens) -> expert.next(tokens, tokens.length, constraint)),
        List.of());
  }

  @Test
  void anExpertThatIsLostUnderAGrammarLeavesTheRestInTheirPlace() throws Exception {
    anna.fails(Fault.DIE, 5);
    List<AnswerEvent.ExpertLost> losses = new ArrayList<>();

    Answer answer =
        answers.ask(
            listing(Sampling.greedy(), 200, LISTS),
            event -> {
              if (event instanceof AnswerEvent.ExpertLost loss) {
                losses.add(loss);
              }
            });

    assertThat(answer.content())
        .isEqualTo(
            listedByHand(answer, Sampling.greedy(), Map.of(anna, losses.getFirst().atToken())));
  }

  @Test
  void whoTakesOverUnderAGrammarStartsWhereTheAnswerIs() throws Exception {
    for (FakeExpert expert : List.of(anna, bert)) {
      expert.fails(Fault.DIE, 5);
    }
    Question best =
        new Question(
            "witan",
            List.of(new Turn("user", "What is it?")),
            null,
            Sampling.greedy(),
            LISTS,
            200,
            List.of(),
            -1,
            1,
            Combine.BEST,
            true,
            Policy.NONE,
            true);

    Answer answer = answers.ask(best, event -> {});

    assertThat(answer.content()).matches("\\[(\"[^\"]{0,14}\",){2,3}\"[^\"]{0,14}\"]");
    assertThat(answer.contributions()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"anna", "cleo"})
  void anExpertThatIgnoresTheGrammarIsLost(String name) throws Exception {
    FakeExpert careless = name.equals("anna") ? anna : cleo;
    careless.ignoresGrammars();

    Answer answer = answers.ask(listing(Sampling.greedy(), 200, LISTS), event -> {});

    assertThat(answer.contributions())
        .filteredOn(one -> one.expert().descriptor().name().equals(name))
        .extracting(Contribution::status)
        .containsExactly(ContributionStatus.REJECTED);
    assertThat(answer.content())
        .isEqualTo(listedByHand(answer, Sampling.greedy(), Map.of(careless, 0)));
  }

  @Test
  void anAnswerUnderAGrammarMayEndForItsLength() throws Exception {
    Answer answer = answers.ask(listing(Sampling.greedy(), 3, LISTS), event -> {});

    assertThat(answer.content()).startsWith("[");
    assertThat(answer.finishReason()).isEqualTo("length");
  }

  @Test
  void everyTokenIsOneEventAndTheTextsJoinedAreTheAnswer() throws Exception {
    List<AnswerEvent> events = new ArrayList<>();

    Answer answer = answers.ask(question(Sampling.greedy()), events::add);

    assertThat(events.getFirst()).isInstanceOf(AnswerEvent.Routed.class);
    assertThat(events.getLast()).isEqualTo(new AnswerEvent.Completed(answer.id(), answer));
    List<AnswerEvent.TokenDelta> deltas =
        events.stream()
            .filter(AnswerEvent.TokenDelta.class::isInstance)
            .map(AnswerEvent.TokenDelta.class::cast)
            .toList();
    assertThat(deltas).extracting(AnswerEvent.TokenDelta::index).hasSize(LENGTH).isSorted();
    assertThat(String.join("", deltas.stream().map(AnswerEvent.TokenDelta::text).toList()))
        .isEqualTo(answer.content());
  }

  @Test
  void picturesAreShownOnlyToExpertsThatSeeThem() throws Exception {
    bert.seeing();
    cleo.seeing();

    Answer answer = answers.ask(showing("witan", "GIF89a"), event -> {});

    assertThat(answer.contributions())
        .extracting(one -> one.expert().descriptor().name())
        .containsExactlyInAnyOrder("bert", "cleo");
    assertThat(anna.sessions).hasValue(0);
    assertThat(bert.pictures).containsExactly("GIF89a".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aPictureThatNoExpertCanReadIsTheQuestionsFault() {
    anna.seeing();

    assertThatThrownBy(() -> answers.ask(showing("witan", "torn"), event -> {}))
        .isInstanceOfSatisfying(
            AnswerException.class,
            e -> assertThat(e.kind()).isEqualTo(AnswerException.Kind.BAD_QUESTION))
        .hasMessage("The picture is torn.");
  }

  @Test
  void anExpertThatSeesNoPicturesIsNotShownOneEvenByName() {
    assertThatThrownBy(() -> answers.ask(showing("witan/anna", "GIF89a"), event -> {}))
        .isInstanceOfSatisfying(
            AnswerException.class,
            e -> assertThat(e.kind()).isEqualTo(AnswerException.Kind.BAD_QUESTION))
        .hasMessageContaining("'anna' does not look at pictures");
    assertThat(anna.sessions).hasValue(0);
  }

  private static Question showing(String model, String picture) {
    return new Question(
        model,
        List.of(new Turn("user", "Read it.", List.of(picture.getBytes(StandardCharsets.UTF_8)))),
        null,
        Sampling.greedy(),
        LENGTH,
        List.of(),
        -1,
        3,
        Combine.MIX,
        true,
        Policy.NONE);
  }

  @Test
  void theTurnEndsWhereTheMixtureEndsIt() throws Exception {
    for (FakeExpert expert : List.of(anna, bert, cleo)) {
      expert.mayEndFrom[0] = 17;
    }

    Answer answer = answers.ask(question(Sampling.greedy()), event -> {});

    assertThat(answer.finishReason()).isEqualTo("stop");
    assertThat(answer.usage().completion()).isEqualTo(17);
  }

  @Test
  void aStopTextEndsTheAnswerBeforeIt() throws Exception {
    Answer whole = answers.ask(question(Sampling.greedy()), event -> {});
    String stop = whole.content().substring(20, 23);
    Question with =
        new Question(
            "witan",
            List.of(new Turn("user", "What is it?")),
            null,
            Sampling.greedy(),
            LENGTH,
            List.of(stop),
            -1,
            3,
            Combine.MIX,
            true,
            Policy.NONE);

    Answer answer = answers.ask(with, event -> {});

    assertThat(answer.content())
        .isEqualTo(whole.content().substring(0, whole.content().indexOf(stop)));
    assertThat(answer.finishReason()).isEqualTo("stop");
  }

  @Test
  void whenAllChosenAreLostTheNextCandidateGoesOnFromTheSameToken() throws Exception {
    anna.fails(Fault.DIE, FAULT_FROM);
    List<AnswerEvent.ExpertLost> losses = new ArrayList<>();
    Question best =
        new Question(
            "witan",
            List.of(new Turn("user", "What is it?")),
            null,
            Sampling.greedy(),
            LENGTH,
            List.of(),
            -1,
            3,
            Combine.BEST,
            true,
            Policy.NONE);

    Answer answer =
        answers.ask(
            best,
            event -> {
              if (event instanceof AnswerEvent.ExpertLost loss) {
                losses.add(loss);
              }
            });

    int at = losses.getFirst().atToken();
    assertThat(at).isGreaterThanOrEqualTo(FAULT_FROM);
    int[] tokens = new int[0];
    while (tokens.length < LENGTH) {
      FakeExpert speaker = tokens.length < at ? anna : bert;
      int token = speaker.next(tokens, tokens.length).best();
      tokens = Arrays.copyOf(tokens, tokens.length + 1);
      tokens[tokens.length - 1] = token;
    }
    assertThat(answer.content())
        .isEqualTo(TokenText.of(TinyLanguage.vocabulary(), List.of(), tokens));
    assertThat(cleo.sessions).hasValue(0);
  }

  @Test
  void withoutAnyExpertThereIsAClearRefusal() {
    for (FakeExpert expert : List.of(anna, bert, cleo)) {
      expert.fails(Fault.DIE, 0);
    }

    assertThatThrownBy(() -> answers.ask(question(Sampling.greedy()), event -> {}))
        .isInstanceOfSatisfying(
            AnswerException.class,
            e -> assertThat(e.kind()).isEqualTo(AnswerException.Kind.NO_EXPERT))
        .hasMessageContaining("every expert that could answer was lost");
  }

  @Test
  void evidenceShiftsTheWeights() throws Exception {
    cleo.finds(0.9f);

    Answer answer = answers.ask(question(Sampling.greedy()), event -> {});

    assertThat(answer.contributions().getFirst().expert().descriptor().name()).isEqualTo("cleo");
    assertThat(answer.contributions().getFirst().evidence()).isCloseTo(0.9, within(1e-6));
  }

  @Test
  void whoIsSilentAboutEvidenceIsOut() throws Exception {
    bert.goesDeaf();

    Answer answer = answers.ask(question(Sampling.greedy()), event -> {});

    assertThat(answer.contributions())
        .extracting(one -> one.expert().descriptor().name())
        .containsExactly("anna", "cleo");
    assertThat(answer.routing().considered().getFirst().reasons())
        .anyMatch(reason -> reason.contains("no evidence"));
  }

  @Test
  void anExpertWithAnotherVocabularyIsLeftOutAndTheReasonSaysSo() throws Exception {
    cleo.speaks("ab".repeat(32));

    Answer answer = answers.ask(question(Sampling.greedy()), event -> {});

    assertThat(answer.contributions()).hasSize(2);
    assertThat(answer.routing().considered().getFirst().reasons())
        .anyMatch(reason -> reason.contains("vocabulary"));
  }

  @Test
  void aWrongVocabularyIsNotBelieved() {
    for (FakeExpert expert : List.of(anna, bert, cleo)) {
      expert.speaks("cd".repeat(32));
    }

    assertThatThrownBy(() -> answers.ask(question(Sampling.greedy()), event -> {}))
        .hasMessageContaining("vocabulary");
  }

  @Test
  void oneExpertCanBeAskedByName() throws Exception {
    Question named =
        new Question(
            "witan/bert",
            List.of(new Turn("user", "What is it?")),
            null,
            Sampling.greedy(),
            LENGTH,
            List.of(),
            -1,
            3,
            Combine.MIX,
            true,
            Policy.NONE);

    Answer answer = answers.ask(named, event -> {});

    assertThat(answer.contributions()).hasSize(1);
    assertThat(answer.contributions().getFirst().tokensAccepted())
        .isEqualTo(answer.contributions().getFirst().tokensDrafted());
    assertThat(answer.contributions().getFirst().sources()).containsExactly("passage of bert");
  }

  @Test
  void beyondTheLimitClientsAreToldToComeBack() throws Exception {
    Answers small = three.answers(Limits.USUAL.atOnce(1));
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread first =
        Thread.ofVirtual()
            .start(() -> {
              try {
                small.ask(
                    question(Sampling.greedy()),
                    event -> {
                      busy.countDown();
                      try {
                        goOn.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    });
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();

    assertThatThrownBy(() -> small.ask(question(Sampling.greedy()), event -> {}))
        .isInstanceOfSatisfying(
            AnswerException.class, e -> assertThat(e.kind().status()).isEqualTo(429));
    goOn.countDown();
    first.join();
  }

  @Test
  void anInterruptedAnswerFreesItsExperts() throws Exception {
    anna.fails(Fault.STALL, FAULT_FROM);
    CountDownLatch begun = new CountDownLatch(1);
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                answers.ask(question(Sampling.greedy()), event -> begun.countDown());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

    thread.interrupt();
    thread.join();

    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (anna.open.get() + bert.open.get() + cleo.open.get() > 0 && System.nanoTime() < until) {
      Thread.sleep(10);
    }
    assertThat(anna.open.get() + bert.open.get() + cleo.open.get()).isZero();
  }

  @Test
  void aStreamOfEventsEndsWithTheAnswer() {
    List<AnswerEvent> events =
        AnswerStream.of(listener -> answers.ask(question(Sampling.greedy()), listener))
            .collect()
            .asList()
            .await()
            .atMost(Duration.ofSeconds(20));

    assertThat(events.getLast()).isInstanceOf(AnswerEvent.Completed.class);
  }

  @Test
  void aGateThatFailsOnceIsAskedAgain() throws Exception {
    three.network.gateFailures = 1;

    assertThat(answers.ask(question(Sampling.greedy()), event -> {}).content()).isNotEmpty();
  }

  @Test
  void aRouteAsksNoExpert() throws Exception {
    Routing routing = answers.route("What is it?", null, Modality.TEXT, 2, Policy.NONE);

    assertThat(routing.choices()).hasSize(2);
    assertThat(routing.choices().getFirst().evidence()).isNull();
    assertThat(routing.considered()).hasSize(1);
    assertThat(anna.sessions).hasValue(0);
  }
}
