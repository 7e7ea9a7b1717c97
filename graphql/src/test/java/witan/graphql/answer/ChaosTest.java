package witan.graphql.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.graphql.expert.Channels;
import witan.graphql.expert.Connector;
import witan.graphql.fake.ExpertProcess;
import witan.graphql.fake.FakeNetwork;
import witan.graphql.fake.TinyLanguage;
import witan.mixture.Distribution;
import witan.mixture.Mixer;
import witan.mixture.Sampler;
import witan.mixture.Sampling;
import witan.mixture.text.TokenText;
import witan.protocol.Json;

/**
 * Experts in processes of their own are killed, stopped and started again while they answer; at
 * least one is up at any time. Exactness makes each answer computable from who was lost when.
 */
@Timeout(600)
class ChaosTest {

  private static final int STREAMS = 200;
  private static final Duration REPLY = Duration.ofMillis(50);
  private static final Limits LIMITS =
      Limits.USUAL
          .atOnce(STREAMS)
          .waiting(Duration.ofSeconds(5), Duration.ofSeconds(2))
          .resting(Duration.ofMillis(500));

  @TempDir private Path folder;

  /** Platform threads by which others' pools in this JVM may grow; a leak would be one a loss. */
  private static final int GROWTH = 8;

  private final Map<String, ExpertProcess> experts = new HashMap<>();
  private final FakeNetwork network = new FakeNetwork();
  private final Channels channels = new Channels(InstantSource.system(), Connector.onThisMachine());
  private final Answers answers =
      ThreeExperts.answers(
          network, channels, InstantSource.system(), LIMITS, ThreeExperts.NO_UPSTREAMS);

  @BeforeEach
  void start() {
    double[] priors = {0.3, 0.28, 0.22, 0.2};
    for (int i = 0; i < priors.length; i++) {
      ExpertProcess expert = new ExpertProcess("expert-" + i, i + 1, folder, REPLY);
      experts.put(expert.record().descriptor().hotkey().toString(), expert);
      network.with(expert::record, priors[i]);
    }
  }

  @AfterEach
  void end() {
    channels.close();
    network.close();
    experts.values().forEach(ExpertProcess::close);
  }

  /** An answer with all that was told on the way. */
  private record Told(Sampling sampling, Answer answer, List<AnswerEvent> events) {

    <E extends AnswerEvent> List<E> all(Class<E> kind) {
      return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  @Test
  void everyStreamCompletesWithTheRightTokensWhileExpertsComeAndGo() throws Exception {
    survive(1, 16);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void soItIsForLonger(int seed) throws Exception {
    survive(seed, 200);
  }

  /** Two hundred clients ask one question after the other until all the harm is done. */
  private void survive(int seed, int changes) throws Exception {
    ask(0); // whatever is made once is made now
    int virtualThreads = virtualThreads();
    long platformThreads = platformThreads();
    Chaos chaos = new Chaos(new SplittableRandom(seed), changes);
    AtomicInteger numbers = new AtomicInteger();
    List<Told> all = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Thread harm = Thread.ofPlatform().start(chaos);
      List<Future<List<Told>>> streams = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        streams.add(
            clients.submit(() -> {
              List<Told> told = new ArrayList<>();
              do {
                told.add(ask(numbers.incrementAndGet()));
              } while (harm.isAlive());
              return told;
            }));
      }
      for (Future<List<Told>> stream : streams) {
        all.addAll(stream.get());
      }
    }
    for (Told told : all) {
      isRight(told);
    }
    List<AnswerEvent.ExpertLost> losses =
        all.stream().flatMap(told -> told.all(AnswerEvent.ExpertLost.class).stream()).toList();
    long inMidAnswer = losses.stream().filter(loss -> loss.atToken() > 0).count();
    System.out.printf(
        "chaos %d: %d answers, %d losses of which %d in mid-answer, %d kills, %d stops%n",
        seed, all.size(), losses.size(), inMidAnswer, chaos.kills, chaos.stops);
    assertThat(chaos.kills).isPositive();
    assertThat(chaos.stops).isPositive();
    assertThat(inMidAnswer).isPositive();
    for (ExpertProcess expert : experts.values()) {
      until(() -> expert.open() == 0);
    }
    until(() -> virtualThreads() <= virtualThreads);
    assertThat(losses).hasSizeGreaterThan(2 * GROWTH);
    assertThat(platformThreads()).isLessThanOrEqualTo(platformThreads + GROWTH);
  }

  private Told ask(int number) throws InterruptedException {
    Sampling sampling = number % 2 == 0 ? Sampling.greedy() : Sampling.at(1, number);
    List<AnswerEvent> events = new ArrayList<>();
    Answer answer = answers.ask(ThreeExperts.question(sampling), events::add);
    return new Told(sampling, answer, events);
  }

  private void isRight(Told told) {
    List<AnswerEvent.TokenDelta> deltas = told.all(AnswerEvent.TokenDelta.class);
    assertThat(deltas)
        .as(told.answer().id())
        .extracting(AnswerEvent.TokenDelta::index)
        .isEqualTo(IntStream.range(0, ThreeExperts.LENGTH).boxed().toList());
    assertThat(String.join("", deltas.stream().map(AnswerEvent.TokenDelta::text).toList()))
        .isEqualTo(expected(told));
  }

  /** A contributor, from the token at which it joined to the one at which it was lost. */
  private record Part(ExpertProcess expert, double weight, int from, int to) {}

  private String expected(Told told) {
    List<Part> parts = parts(told);
    Sampler sampler = new Sampler(told.sampling());
    int[] tokens = new int[0];
    while (tokens.length < ThreeExperts.LENGTH) {
      List<Distribution> predictions = new ArrayList<>();
      List<Double> weights = new ArrayList<>();
      for (Part part : parts) {
        if (part.from() <= tokens.length && tokens.length < part.to()) {
          predictions.add(part.expert().next(tokens, tokens.length));
          weights.add(part.weight());
        }
      }
      int token =
          sampler.draw(
              Mixer.mix(predictions, weights.stream().mapToDouble(w -> w).toArray()),
              tokens.length,
              tokens);
      tokens = Arrays.copyOf(tokens, tokens.length + 1);
      tokens[tokens.length - 1] = token;
    }
    return TokenText.of(TinyLanguage.vocabulary(), List.of(), tokens);
  }

  /** Those who answer together have weights that sum to one; when they are lost, others follow. */
  private List<Part> parts(Told told) {
    Map<String, Queue<Integer>> lostAt = new HashMap<>();
    for (AnswerEvent.ExpertLost loss : told.all(AnswerEvent.ExpertLost.class)) {
      lostAt
          .computeIfAbsent(
              loss.expert().descriptor().hotkey().toString(), key -> new ArrayDeque<>())
          .add(loss.atToken());
    }
    List<Part> parts = new ArrayList<>();
    int from = 0;
    int until = 0;
    double weight = 0;
    for (Contribution contribution : told.answer().contributions()) {
      String hotkey = contribution.expert().descriptor().hotkey().toString();
      boolean lost = contribution.status() != ContributionStatus.COMPLETED;
      int to = lost ? Objects.requireNonNull(lostAt.get(hotkey)).remove() : Integer.MAX_VALUE;
      parts.add(
          new Part(Objects.requireNonNull(experts.get(hotkey)), contribution.weight(), from, to));
      until = Math.max(until, to);
      weight += contribution.weight();
      if (weight > 1 - 1e-9) {
        from = until;
        weight = 0;
      }
    }
    return parts;
  }

  /** Hurts one expert after the other, as a seed says, and heals them all when it is over. */
  private final class Chaos implements Runnable {

    private final SplittableRandom random;
    private final List<ExpertProcess> all = List.copyOf(experts.values());
    private final int changes;
    private int kills;
    private int stops;

    Chaos(SplittableRandom random, int changes) {
      this.random = random;
      this.changes = changes;
    }

    @Override
    public void run() {
      try {
        for (int i = 0; i < changes; i++) {
          Thread.sleep(random.nextInt(200, 600));
          change(all.get(random.nextInt(all.size())));
        }
        for (ExpertProcess expert : all) {
          if (expert.isStopped()) {
            expert.goOn();
          } else if (!expert.isAlive()) {
            expert.start();
          }
        }
        for (ExpertProcess expert : all) {
          until(expert::isUp);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void change(ExpertProcess expert) {
      if (expert.isStopped()) {
        expert.goOn();
      } else if (!expert.isAlive()) {
        expert.start();
      } else if (all.stream().anyMatch(other -> other != expert && other.isUp())) {
        if (random.nextBoolean()) {
          expert.kill();
          kills++;
        } else {
          expert.stop();
          stops++;
        }
      }
    }
  }

  /** Those that do not end by themselves a minute after they were needed. */
  private static long platformThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> !name.matches("(grpc-default-executor|HttpClient|ForkJoinPool|process).*"))
        .count();
  }

  /** The virtual threads that executors keep, which is where the gateway's are. */
  private int virtualThreads() {
    Path dump = folder.resolve("threads-" + System.nanoTime() + ".json");
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
      int count = 0;
      for (JsonNode container :
          Json.mapper().readTree(dump.toFile()).at("/threadDump/threadContainers")) {
        if (container.path("container").asText().contains("ThreadPerTaskExecutor")) {
          count += container.path("threads").size();
        }
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void until(Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(50);
    }
  }
}
