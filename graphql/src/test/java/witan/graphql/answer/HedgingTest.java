package witan.graphql.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static witan.graphql.answer.ThreeExperts.LENGTH;
import static witan.graphql.answer.ThreeExperts.question;
import static witan.graphql.answer.ThreeExperts.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.fake.FakeExpert.Fault;
import witan.mixture.Sampling;

/** Experts that are slow to open, once it is known how quick they usually are. */
@Timeout(60)
class HedgingTest {

  private static final Sampling GREEDY = Sampling.greedy();
  private static final Question BEST = question("witan", GREEDY, Combine.BEST);

  /** As many answers as it takes to know an expert's pace. */
  private static final int ENOUGH = 17;

  private final ThreeExperts three = new ThreeExperts();
  private Answers answers = three.answers(Limits.USUAL.hedging(1));
  private final List<AnswerEvent.ExpertLost> losses = new ArrayList<>();

  @AfterEach
  void stop() {
    three.close();
  }

  private Answer ask(Question question) throws InterruptedException {
    return answers.ask(
        question,
        event -> {
          if (event instanceof AnswerEvent.ExpertLost loss) {
            losses.add(loss);
          }
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void untilNoSessionIsOpen() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (three.open() > 0) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  private void ask(Question question, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      ask(question);
    }
  }

  @Test
  void whenTheChosenDoesNotOpenTheRunnerUpStandsIn() throws Exception {
    ask(BEST, ENOUGH);
    three.anna.fails(Fault.STALL, 0);

    Answer answer = ask(BEST);

    assertThat(answer.content()).isEqualTo(ThreeExperts.alone(three.bert));
    assertThat(losses).extracting(AnswerEvent.ExpertLost::atToken).containsExactly(0);
    assertThat(losses.getFirst().reason()).contains("others had");
  }

  @Test
  void aChosenThatIsOnlySlowAnswersAllTheSame() throws Exception {
    ask(BEST, ENOUGH);
    three.anna.opensAfter(Duration.ofMillis(700));
    int before = three.bert.sessions.get();

    Answer answer = ask(BEST);

    assertThat(three.bert.sessions).hasValueGreaterThan(before);
    assertThat(answer.content()).isEqualTo(ThreeExperts.alone(three.anna));
    assertThat(answer.contributions()).hasSize(1);
    assertThat(losses).isEmpty();
    untilNoSessionIsOpen();
  }

  @Test
  void whoeverWouldTakeOverOpensBeforeTheOneThatStallsIsGivenUp() throws Exception {
    ask(BEST, ENOUGH);
    List<String> order = new CopyOnWriteArrayList<>();
    three.anna.fails(Fault.STALL, 12);
    three.bert.tells(request -> order.add(request.getRequestCase().name()));

    Answer answer =
        answers.ask(
            BEST,
            event -> {
              if (event instanceof AnswerEvent.ExpertLost loss) {
                losses.add(loss);
                order.add("lost");
              } else if (event instanceof AnswerEvent.TokenDelta && order.contains("lost")) {
                order.add("token");
              }
            });

    assertThat(order.subList(0, order.indexOf("token"))).contains("OPEN", "lost");
    assertThat(order.indexOf("OPEN")).isLessThan(order.indexOf("lost"));
    assertThat(order.subList(order.indexOf("lost"), order.size()))
        .as("it goes on in the session that it has")
        .doesNotContain("OPEN");
    assertThat(answer.usage().completion()).isEqualTo(LENGTH);
    assertThat(answer.contributions())
        .extracting(one -> one.expert().descriptor().name())
        .containsExactly("anna", "bert");
    untilNoSessionIsOpen();
  }

  @Test
  void whoOnlyHesitatesGoesOnAndTheStandByIsDismissed() throws Exception {
    ask(BEST, ENOUGH);
    AtomicBoolean first = new AtomicBoolean(true);
    CountDownLatch opening = new CountDownLatch(1);
    three.bert.tells(request -> opening.countDown());
    three.anna.tells(request -> {
      if (request.hasDraft() && first.getAndSet(false)) {
        await(opening);
      }
    });

    Answer answer = ask(BEST);

    assertThat(opening.getCount()).isZero();
    assertThat(answer.content()).isEqualTo(ThreeExperts.alone(three.anna));
    assertThat(losses).isEmpty();
    untilNoSessionIsOpen();
  }

  @Test
  void withoutExtraOpeningsSavedUpNobodyStandsIn() throws Exception {
    answers = three.answers(Limits.USUAL.hedging(0.05));
    ask(BEST, ENOUGH);
    three.anna.opensAfter(Duration.ofMillis(700));

    ask(BEST);

    assertThat(three.bert.sessions).hasValue(0);
  }

  @Test
  void anAnswerBeginsWithoutWhoIsMuchLaterThanTheOthersAndThatCountsAsLost() throws Exception {
    ask(question(GREEDY), ENOUGH);
    three.cleo.fails(Fault.STALL, 0);

    Answer answer = ask(question(GREEDY));

    assertThat(losses).hasSize(1);
    assertThat(losses.getFirst().status()).isEqualTo(ContributionStatus.TIMED_OUT);
    assertThat(answer.content())
        .isEqualTo(text(three.byHand(answer, GREEDY, Map.of(three.cleo, 0), LENGTH), List.of()));
  }

  @Test
  void extraOpeningsAreNeverMoreThanTheirShare() {
    SplittableRandom random = new SplittableRandom(5);
    Hedges hedges = new Hedges(0.05);
    int earned = 0;
    int spent = 0;
    for (int i = 0; i < 10_000; i++) {
      if (random.nextInt(3) == 0) {
        int openings = random.nextInt(1, 4);
        hedges.earn(openings);
        earned += openings;
      } else if (hedges.spend(1)) {
        spent++;
      }
      assertThat(spent).isLessThanOrEqualTo((int) (earned * 0.05 + 1e-6));
    }
    assertThat(spent).as("they are there to be had").isGreaterThan((int) (earned * 0.045));
  }
}
