package witan.graphql.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.graphql.expert.Breaker;
import witan.graphql.expert.Channels;
import witan.graphql.expert.ExpertSessions;
import witan.graphql.fake.FakeExpert;
import witan.graphql.fake.FakeExpert.Fault;
import witan.graphql.fake.FakeNetwork;
import witan.graphql.fake.TinyLanguage;
import witan.graphql.gate.Gate;
import witan.graphql.network.Ledger;
import witan.graphql.network.Registry;
import witan.mixture.Distribution;
import witan.mixture.Mixer;
import witan.mixture.Sampler;
import witan.mixture.Sampling;
import witan.mixture.text.TokenText;
import witan.protocol.gate.Policy;
import witan.protocol.key.HotkeyPair;
import witan.protocol.network.Modality;
import witan.protocol.signature.CallSigner;

@Timeout(60)
class AnswersTest {

  private static final int LENGTH = 40;
  private static final int FAULT_FROM = 12;

  private final FakeExpert anna = new FakeExpert("anna", 1);
  private final FakeExpert bert = new FakeExpert("bert", 2);
  private final FakeExpert cleo = new FakeExpert("cleo", 3);
  private final FakeNetwork network =
      new FakeNetwork().with(anna, 0.4).with(bert, 0.35).with(cleo, 0.25);
  private final InstantSource clock = InstantSource.system();
  private final Channels channels = new Channels(clock);
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private Answers answers;

  @BeforeEach
  void start() {
    answers = answers(new Limits(64));
  }

  @AfterEach
  void stop() {
    channels.close();
    network.close();
  }

  private record Limits(int atOnce) implements AnswersConfig {
    @Override
    public int candidates() {
      return 8;
    }

    @Override
    public Duration openTimeout() {
      return Duration.ofSeconds(5);
    }

    @Override
    public Duration pictureTimeout() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Duration evidenceTimeout() {
      return Duration.ofSeconds(2);
    }

    @Override
    public Duration exchangeTimeout() {
      return Duration.ofSeconds(1);
    }

    @Override
    public int openAtLeast() {
      return 1;
    }

    @Override
    public Duration openGrace() {
      return Duration.ofSeconds(1);
    }

    @Override
    public double hedgeShare() {
      return 0.05;
    }

    @Override
    public int longestDraft() {
      return 16;
    }

    @Override
    public Duration breaker() {
      return Duration.ofSeconds(5);
    }

    @Override
    public int topK() {
      return 64;
    }
  }

  private Answers answers(AnswersConfig config) {
    Breaker breaker = new Breaker(config.breaker(), clock);
    ExpertSessions sessions =
        new ExpertSessions(channels, new CallSigner(HotkeyPair.generate(), clock));
    Gate gate = new Gate(network.url(), Duration.ofSeconds(2));
    Registry registry = new Registry(new Ledger(network.url(), Duration.ofSeconds(2)), clock);
    return new Answers(
        new Council(gate, sessions, registry, breaker, config),
        sessions,
        config,
        breaker,
        RandomGenerator.of("L64X128MixRandom"),
        metrics);
  }

  private static Question question(Sampling sampling) {
    return new Question(
        "witan",
        List.of(new Turn("user", "What is it?")),
        null,
        sampling,
        LENGTH,
        List.of(),
        0,
        3,
        Combine.MIX,
        true,
        Policy.NONE);
  }

  /** The mixture drawn token by token; experts leave where {@code leavesAt} says. */
  private List<Integer> byHand(
      Answer answer, Sampling sampling, Map<FakeExpert, Integer> leavesAt, int length) {
    Sampler sampler = new Sampler(sampling);
    int[] tokens = new int[0];
    while (tokens.length < length) {
      List<Distribution> parts = new ArrayList<>();
      List<Double> weights = new ArrayList<>();
      for (FakeExpert expert : List.of(anna, bert, cleo)) {
        var contribution =
            answer.contributions().stream()
                .filter(one -> one.expert().descriptor().name().equals(expert.name()))
                .findFirst();
        if (contribution.isPresent()
            && tokens.length < leavesAt.getOrDefault(expert, Integer.MAX_VALUE)) {
          parts.add(expert.next(tokens, tokens.length));
          weights.add(contribution.get().weight());
        }
      }
      int token =
          sampler.draw(
              Mixer.mix(parts, weights.stream().mapToDouble(Double::doubleValue).toArray()),
              tokens.length,
              tokens);
      if (token == TinyLanguage.END) {
        break;
      }
      tokens = Arrays.copyOf(tokens, tokens.length + 1);
      tokens[tokens.length - 1] = token;
    }
    return Arrays.stream(tokens).boxed().toList();
  }

  private static String text(List<Integer> tokens, List<String> stops) {
    return TokenText.of(
        TinyLanguage.vocabulary(), stops, tokens.stream().mapToInt(i -> i).toArray());
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
        .isEqualTo(text(byHand(answer, sampling, Map.of(), LENGTH), List.of()));
    assertThat(answer.finishReason()).isEqualTo("length");
    assertThat(answer.usage()).isEqualTo(new Tokens(11, LENGTH));
    assertThat(answer.rounds()).isLessThan(LENGTH);
    assertThat(answer.logprobs()).hasSize(LENGTH);
  }

  @Test
  void penaltiesApplyToTheMixture() throws Exception {
    Sampling sampling = new Sampling(0, 1, 0, 0, 1.5, 0.5, Map.of(4, 2f), 0, 0);

    Answer answer = answers.ask(question(sampling), event -> {});

    assertThat(answer.content())
        .isEqualTo(text(byHand(answer, sampling, Map.of(), LENGTH), List.of()));
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

  @ParameterizedTest
  @CsvSource({
    "anna, DIE, FAILED_OVER",
    "bert, DIE, FAILED_OVER",
    "anna, STALL, TIMED_OUT",
    "cleo, STALL, TIMED_OUT",
    "anna, WRONG_SIGNATURE, REJECTED",
    "bert, WRONG_SIGNATURE, REJECTED",
    "anna, NOT_A_NUMBER, REJECTED",
    "cleo, NOT_A_NUMBER, REJECTED",
    "bert, REFUSE, FAILED_OVER"
  })
  void anExpertLostInMidAnswerLeavesTheAnswerAsIfItWereNotThereFromThatTokenOn(
      String name, Fault fault, ContributionStatus status) throws Exception {
    FakeExpert lost =
        List.of(anna, bert, cleo).stream()
            .filter(e -> e.name().equals(name))
            .findFirst()
            .orElseThrow();
    lost.fails(fault, FAULT_FROM);
    List<AnswerEvent.ExpertLost> losses = new ArrayList<>();

    Answer answer =
        answers.ask(
            question(Sampling.greedy()),
            event -> {
              if (event instanceof AnswerEvent.ExpertLost loss) {
                losses.add(loss);
              }
            });

    assertThat(losses).hasSize(1);
    assertThat(losses.getFirst().expert().descriptor().name()).isEqualTo(name);
    assertThat(losses.getFirst().status()).isEqualTo(status);
    assertThat(losses.getFirst().atToken()).isGreaterThanOrEqualTo(FAULT_FROM);
    assertThat(answer.content())
        .isEqualTo(
            text(
                byHand(
                    answer, Sampling.greedy(), Map.of(lost, losses.getFirst().atToken()), LENGTH),
                List.of()));
    assertThat(answer.contributions())
        .filteredOn(one -> one.expert().descriptor().name().equals(name))
        .extracting(Contribution::status)
        .containsExactly(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DIE", "STALL", "WRONG_SIGNATURE", "NOT_A_NUMBER", "REFUSE"})
  void anExpertThatDoesNotOpenIsLeftOut(Fault fault) throws Exception {
    anna.fails(fault, 0);

    Answer answer = answers.ask(question(Sampling.greedy()), event -> {});

    assertThat(answer.content())
        .isEqualTo(text(byHand(answer, Sampling.greedy(), Map.of(anna, 0), LENGTH), List.of()));
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
    Answers small = answers(new Limits(1));
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
        answers.stream(question(Sampling.greedy()))
            .collect()
            .asList()
            .await()
            .atMost(Duration.ofSeconds(20));

    assertThat(events.getLast()).isInstanceOf(AnswerEvent.Completed.class);
  }

  @Test
  void aGateThatFailsOnceIsAskedAgain() throws Exception {
    network.gateFailures = 1;

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
