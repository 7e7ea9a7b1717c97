package witan.graphql.answer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import witan.graphql.expert.Breaker;
import witan.graphql.expert.Channels;
import witan.graphql.expert.Connector;
import witan.graphql.expert.ExpertSessions;
import witan.graphql.fake.FakeExpert;
import witan.graphql.fake.FakeNetwork;
import witan.graphql.fake.TinyLanguage;
import witan.graphql.gate.Gate;
import witan.graphql.network.Ledger;
import witan.graphql.network.Registry;
import witan.graphql.upstream.UpstreamCalls;
import witan.graphql.upstream.Upstreams;
import witan.mixture.Distribution;
import witan.mixture.Mixer;
import witan.mixture.Sampler;
import witan.mixture.Sampling;
import witan.mixture.text.TokenText;
import witan.protocol.gate.Policy;
import witan.protocol.key.HotkeyPair;
import witan.protocol.signature.CallSigner;
import witan.telemetry.Tracing;

/** Three experts of one tiny language, their network, and what the right answer is. */
final class ThreeExperts implements AutoCloseable {

  static final Upstreams NO_UPSTREAMS = new Upstreams(Path.of("there is no such folder"), true);

  private static final Vertx VERTX = Vertx.vertx();

  /** With gate and registry, which are not what is tested: two hundred streams ask them at once. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How long answers are, in tokens. */
  static final int LENGTH = 40;

  final FakeExpert anna = new FakeExpert("anna", 1);
  final FakeExpert bert = new FakeExpert("bert", 2);
  final FakeExpert cleo = new FakeExpert("cleo", 3);
  final FakeNetwork network = new FakeNetwork().with(anna, 0.4).with(bert, 0.35).with(cleo, 0.25);

  /** The time by which those who were lost rest. */
  final AtomicReference<Instant> restingClock = new AtomicReference<>(Instant.EPOCH);

  final Channels channels;

  /** Experts near by. */
  ThreeExperts() {
    this(Duration.ZERO);
  }

  /**
   * @param distance each way
   */
  ThreeExperts(Duration distance) {
    channels = new Channels(InstantSource.system(), Connector.onThisMachine(), distance);
  }

  List<FakeExpert> all() {
    return List.of(anna, bert, cleo);
  }

  FakeExpert named(String name) {
    return all().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  int open() {
    return all().stream().mapToInt(one -> one.open.get()).sum();
  }

  Answers answers(AnswersConfig config) {
    return answers(config, NO_UPSTREAMS);
  }

  Answers answers(AnswersConfig config, Upstreams upstreams) {
    return answers(network, channels, restingClock::get, config, upstreams);
  }

  /** The whole way of an answer, from the gate to the experts. */
  static Answers answers(
      FakeNetwork network,
      Channels channels,
      InstantSource restingClock,
      AnswersConfig config,
      Upstreams upstreams) {
    InstantSource clock = InstantSource.system();
    Breaker breaker = new Breaker(config.breaker(), restingClock);
    ExpertSessions sessions =
        new ExpertSessions(channels, new CallSigner(HotkeyPair.generate(), clock));
    Gate gate = new Gate(network.url(), PATIENCE);
    Registry registry = new Registry(new Ledger(network.url(), PATIENCE), upstreams, clock);
    return new Answers(
        new Council(gate, sessions, registry, upstreams, breaker, config),
        sessions,
        new TextAnswers(upstreams, new UpstreamCalls(VERTX)),
        config,
        breaker,
        RandomGenerator.of("L64X128MixRandom"),
        new SimpleMeterRegistry(),
        Tracing.off());
  }

  static Question question(Sampling sampling) {
    return question("witan", sampling, Combine.MIX);
  }

  static Question question(String model, Sampling sampling, Combine combine) {
    return new Question(
        model,
        List.of(new Turn("user", "What is it?")),
        null,
        sampling,
        LENGTH,
        List.of(),
        0,
        3,
        combine,
        true,
        Policy.NONE);
  }

  /** The mixture drawn token by token; experts leave where {@code leavesAt} says. */
  List<Integer> byHand(
      Answer answer, Sampling sampling, Map<FakeExpert, Integer> leavesAt, int length) {
    return byHand(
        answer, sampling, leavesAt, length, (expert, tokens) -> expert.next(tokens, tokens.length));
  }

  /** The same where what experts say next is not what they say of their own accord. */
  List<Integer> byHand(
      Answer answer,
      Sampling sampling,
      Map<FakeExpert, Integer> leavesAt,
      int length,
      BiFunction<FakeExpert, int[], Distribution> next) {
    Sampler sampler = new Sampler(sampling);
    int[] tokens = new int[0];
    while (tokens.length < length) {
      List<Distribution> parts = new ArrayList<>();
      List<Double> weights = new ArrayList<>();
      for (FakeExpert expert : all()) {
        var contribution =
            answer.contributions().stream()
                .filter(one -> one.expert().descriptor().name().equals(expert.name()))
                .findFirst();
        if (contribution.isPresent()
            && tokens.length < leavesAt.getOrDefault(expert, Integer.MAX_VALUE)) {
          parts.add(next.apply(expert, tokens));
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

  static String text(List<Integer> tokens, List<String> stops) {
    return TokenText.of(
        TinyLanguage.vocabulary(), stops, tokens.stream().mapToInt(i -> i).toArray());
  }

  /** What one expert alone says. */
  static String alone(FakeExpert expert) {
    int[] tokens = new int[0];
    while (tokens.length < LENGTH) {
      tokens = Arrays.copyOf(tokens, tokens.length + 1);
      tokens[tokens.length - 1] = expert.next(tokens, tokens.length - 1).best();
    }
    return TokenText.of(TinyLanguage.vocabulary(), List.of(), tokens);
  }

  @Override
  public void close() {
    channels.close();
    network.close();
  }
}
