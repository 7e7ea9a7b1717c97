package witan.graphql.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static witan.graphql.answer.ThreeExperts.LENGTH;
import static witan.graphql.answer.ThreeExperts.question;
import static witan.graphql.answer.ThreeExperts.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.fake.FakeExpert;
import witan.graphql.fake.FakeExpert.Fault;
import witan.mixture.Sampling;

/** Experts for which it pays to draft before it is known whether the draft will be of use. */
@Timeout(120)
class FarExpertsTest {

  private static final Sampling GREEDY = Sampling.greedy();

  /**
   * So far that drafting ahead pays whatever a busy machine makes of the time that a draft takes.
   */
  private static final Duration DISTANCE = Duration.ofMillis(150);

  private static final Limits LIMITS =
      Limits.USUAL.waiting(Duration.ofSeconds(5), Duration.ofSeconds(1));

  /** As many answers as it takes to know how far the experts are. */
  private static void learn(Answers answers) throws InterruptedException {
    answers.ask(question(GREEDY), event -> {});
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theLeaderGoesOnDraftingBeforeTheOthersHaveVerified() throws Exception {
    try (ThreeExperts three = new ThreeExperts(DISTANCE)) {
      three.anna.finds(0.8f); // so that its drafts mostly stand
      Answers answers = three.answers(LIMITS);
      learn(answers);
      AtomicInteger drafts = new AtomicInteger();
      CountDownLatch secondDraft = new CountDownLatch(1);
      three.anna.tells(request -> {
        if (request.hasDraft() && drafts.incrementAndGet() == 2) {
          secondDraft.countDown();
        }
      });
      three.bert.tells(request -> {
        if (request.hasVerify()) {
          await(secondDraft);
        }
      });

      Answer answer = answers.ask(question(GREEDY), event -> {});

      assertThat(answer.contributions())
          .extracting(Contribution::status)
          .containsOnly(ContributionStatus.COMPLETED);
      assertThat(answer.content())
          .isEqualTo(text(three.byHand(answer, GREEDY, Map.of(), LENGTH), List.of()));
    }
  }

  @Test
  void theLeaderDraftsBeforeTheOthersHaveOpened() throws Exception {
    try (ThreeExperts three = new ThreeExperts(DISTANCE)) {
      Answers answers = three.answers(LIMITS);
      learn(answers);
      CountDownLatch firstDraft = new CountDownLatch(1);
      three.anna.tells(request -> {
        if (request.hasDraft()) {
          firstDraft.countDown();
        }
      });
      three.bert.tells(request -> {
        if (request.hasOpen()) {
          await(firstDraft);
        }
      });

      Answer answer = answers.ask(question(GREEDY), event -> {});

      assertThat(answer.contributions())
          .extracting(Contribution::status)
          .containsOnly(ContributionStatus.COMPLETED);
      assertThat(answer.content())
          .isEqualTo(text(three.byHand(answer, GREEDY, Map.of(), LENGTH), List.of()));
    }
  }

  /** What came of one answer. */
  private record Told(Answer answer, Sampling sampling, List<AnswerEvent> events) {

    <E extends AnswerEvent> List<E> all(Class<E> kind) {
      return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  @Test
  void whateverIsDraftedAheadAndWhoeverIsLostTheAnswerIsTheMixtures() throws Exception {
    AtomicInteger drafted = new AtomicInteger();
    AtomicInteger lost = new AtomicInteger();
    AtomicInteger cancelled = new AtomicInteger();
    try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int seed = 0; seed < 60; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        runs.add(
            clients.submit(() -> {
              try (ThreeExperts three = new ThreeExperts(Duration.ofMillis(random.nextInt(1, 4)))) {
                Told told = run(three, random);
                if (told == null) {
                  cancelled.incrementAndGet();
                } else {
                  isRight(three, told);
                  drafted.addAndGet(
                      told.answer().contributions().stream()
                          .mapToInt(Contribution::tokensDrafted)
                          .sum());
                  lost.addAndGet(told.all(AnswerEvent.ExpertLost.class).size());
                }
                leavesNoSession(three);
              }
              return null;
            }));
      }
      for (Future<?> one : runs) {
        one.get();
      }
    }
    // What happens by chance did happen.
    assertThat(drafted.get()).isPositive();
    assertThat(lost.get()).isGreaterThan(20);
    assertThat(cancelled.get()).isGreaterThan(3);
  }

  /** Asks three experts, of whom at least one lasts; null when the client leaves before the end. */
  private static @Nullable Told run(ThreeExperts three, SplittableRandom random)
      throws InterruptedException {
    // More or less of one mind, but none so heavy that another is left out.
    three.all().forEach(one -> one.finds(0.45f + 0.1f * (float) random.nextDouble()));
    Answers answers = three.answers(LIMITS.drafting(random.nextInt(17)));
    learn(answers);
    List<Fault> faults =
        List.of(Fault.NONE, Fault.DIE, Fault.CUT, Fault.REFUSE, Fault.WRONG_CHAIN, Fault.NEGATIVE);
    FakeExpert lasts = three.all().get(random.nextInt(3));
    for (FakeExpert one : three.all()) {
      if (one != lasts) {
        one.failsAtRequest(faults.get(random.nextInt(faults.size())), random.nextInt(1, 10));
      }
    }
    boolean leaves = random.nextInt(8) == 0;
    int leavesAt = random.nextInt(LENGTH);
    Sampling sampling =
        random.nextBoolean() ? GREEDY : Sampling.at(random.nextDouble(), random.nextLong());
    List<AnswerEvent> events = new ArrayList<>();
    try {
      Answer answer =
          answers.ask(
              question(sampling),
              event -> {
                events.add(event);
                if (leaves && event instanceof AnswerEvent.TokenDelta d && d.index() == leavesAt) {
                  Thread.currentThread().interrupt();
                }
              });
      return Thread.interrupted() ? null : new Told(answer, sampling, events);
    } catch (InterruptedException e) {
      return null;
    }
  }

  private static void isRight(ThreeExperts three, Told told) {
    Map<FakeExpert, Integer> leavesAt = new HashMap<>();
    for (AnswerEvent.ExpertLost loss : told.all(AnswerEvent.ExpertLost.class)) {
      leavesAt.put(three.named(loss.expert().descriptor().name()), loss.atToken());
    }
    assertThat(told.all(AnswerEvent.TokenDelta.class))
        .extracting(AnswerEvent.TokenDelta::index)
        .isEqualTo(IntStream.range(0, LENGTH).boxed().toList());
    assertThat(told.answer().content())
        .as("%s", told)
        .isEqualTo(text(three.byHand(told.answer(), told.sampling(), leavesAt, LENGTH), List.of()));
  }

  private static void leavesNoSession(ThreeExperts three) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (three.open() > 0) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(5);
    }
  }
}
