package witan.graphql.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static witan.graphql.answer.ThreeExperts.LENGTH;
import static witan.graphql.answer.ThreeExperts.question;
import static witan.graphql.answer.ThreeExperts.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import witan.graphql.fake.FakeExpert;
import witan.graphql.fake.FakeExpert.Fault;
import witan.mixture.Sampling;

/** Experts that are lost, in every way and at every exchange, and the answer that goes on. */
@Timeout(60)
class FailoverTest {

  private static final Sampling GREEDY = Sampling.greedy();
  private static final Limits QUICK =
      Limits.USUAL.waiting(Duration.ofSeconds(5), Duration.ofMillis(700));

  private final ThreeExperts three = new ThreeExperts();
  private final List<AnswerEvent.ExpertLost> losses = new ArrayList<>();

  @AfterEach
  void stop() {
    three.close();
  }

  /** An exchange in which an expert can be lost. */
  private enum Exchange {
    DRAFT("anna", 16),
    VERIFY("bert", 16),
    COMMIT("cleo", 0);

    final String expert;
    final int longestDraft;

    Exchange(String expert, int longestDraft) {
      this.expert = expert;
      this.longestDraft = longestDraft;
    }
  }

  /** Whatever has to do with the connection at three places, bad distributions at one each. */
  private static Stream<Arguments> lossesInMidAnswer() {
    List<Arguments> all = new ArrayList<>();
    for (Fault fault : EnumSet.complementOf(EnumSet.of(Fault.NONE))) {
      boolean garbage = fault.compareTo(Fault.NOT_A_NUMBER) >= 0 && fault != Fault.REFUSE;
      for (Exchange exchange : Exchange.values()) {
        List<Integer> places = garbage ? List.of(3 * fault.ordinal() - 20) : List.of(1, 12, 27);
        places.forEach(from -> all.add(Arguments.of(fault, exchange, from)));
      }
    }
    return all.stream();
  }

  private static ContributionStatus statusAfter(Fault fault) {
    return switch (fault) {
      case DIE, CUT, REFUSE -> ContributionStatus.FAILED_OVER;
      case STALL -> ContributionStatus.TIMED_OUT;
      default -> ContributionStatus.REJECTED;
    };
  }

  private Answer ask(Answers answers, Question question) throws InterruptedException {
    losses.clear();
    return answers.ask(
        question,
        event -> {
          if (event instanceof AnswerEvent.ExpertLost loss) {
            losses.add(loss);
          }
        });
  }

  private String withoutFrom(FakeExpert lost, int token, Answer answer) {
    return text(three.byHand(answer, GREEDY, Map.of(lost, token), LENGTH), List.of());
  }

  @ParameterizedTest
  @MethodSource("lossesInMidAnswer")
  void theAnswerGoesOnAsIfTheLostExpertWereNotThereFromThatTokenOn(
      Fault fault, Exchange exchange, int from) throws Exception {
    FakeExpert lost = three.named(exchange.expert);
    lost.fails(fault, from);

    Answer answer = ask(three.answers(QUICK.drafting(exchange.longestDraft)), question(GREEDY));

    assertThat(losses).hasSize(1);
    assertThat(losses.getFirst().expert().descriptor().name()).isEqualTo(lost.name());
    assertThat(losses.getFirst().status()).isEqualTo(statusAfter(fault));
    // A draft ahead goes on from tokens that are guesses yet.
    assertThat(losses.getFirst().atToken())
        .isBetween(Math.max(0, from - exchange.longestDraft), LENGTH - 1);
    assertThat(answer.usage().completion()).isEqualTo(LENGTH);
    assertThat(answer.content()).isEqualTo(withoutFrom(lost, losses.getFirst().atToken(), answer));
    assertThat(answer.contributions())
        .filteredOn(one -> one.expert().descriptor().name().equals(lost.name()))
        .extracting(Contribution::status)
        .containsExactly(statusAfter(fault));
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void anExpertThatDoesNotOpenIsLeftOut(Fault fault) throws Exception {
    three.anna.fails(fault, 0);

    Answer answer =
        ask(
            three.answers(QUICK.waiting(Duration.ofMillis(700), Duration.ofMillis(700))),
            question(GREEDY));

    assertThat(losses).hasSize(1);
    assertThat(losses.getFirst().status()).isEqualTo(statusAfter(fault));
    assertThat(answer.content()).isEqualTo(withoutFrom(three.anna, 0, answer));
  }

  @Test
  void afterTheLossOfTheOneThatDraftsTheNextTokenTakesOneExchangeWithThoseThatAreThere()
      throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    three.anna.fails(Fault.DIE, 12);
    three.bert.tells(request -> order.add(request.getRequestCase().name()));

    three
        .answers(QUICK)
        .ask(
            question(GREEDY),
            event -> {
              if (event instanceof AnswerEvent.ExpertLost) {
                order.add("lost");
              } else if (event instanceof AnswerEvent.TokenDelta) {
                order.add("token");
              }
            });

    List<String> then = order.subList(order.indexOf("lost") + 1, order.size());
    assertThat(then.getFirst()).isEqualTo("COMMIT");
    assertThat(then.subList(0, then.indexOf("token"))).doesNotContain("OPEN", "VERIFY");
    assertThat(order).filteredOn("OPEN"::equals).hasSize(1);
  }

  @Test
  void anExpertThatWasLostRestsIsTriedByOneQuestionAndThenTakesPartAgain() throws Exception {
    Answers answers = three.answers(QUICK);
    three.bert.fails(Fault.DIE, 12);
    ask(answers, question(GREEDY));
    int sessions = three.bert.sessions.get();

    three.bert.fails(Fault.NONE, 0);
    Answer meanwhile = ask(answers, question(GREEDY));

    assertThat(three.bert.sessions).hasValue(sessions);
    assertThat(meanwhile.content()).isEqualTo(withoutFrom(three.bert, 0, meanwhile));
    assertThat(meanwhile.routing().considered().getFirst().reasons())
        .contains("left out: it was lost lately");

    three.restingClock.updateAndGet(now -> now.plusSeconds(5));
    Answer later = ask(answers, question(GREEDY));

    assertThat(later.contributions())
        .extracting(one -> one.expert().descriptor().name())
        .containsExactlyInAnyOrder("anna", "bert", "cleo");
    assertThat(losses).isEmpty();
  }

  @Test
  void anExpertThatWasCutOffIsConnectedToAgainAtOnce() throws Exception {
    Answers answers = three.answers(QUICK);
    three.anna.fails(Fault.CUT, 12);
    Question named = question("witan/anna", GREEDY, Combine.MIX);
    assertThatThrownBy(() -> ask(answers, named)).isInstanceOf(AnswerException.class);

    three.anna.fails(Fault.NONE, 0);

    assertThat(ask(answers, named).content()).isEqualTo(ThreeExperts.alone(three.anna));
  }

  @Test
  void anyOneExpertThatLivesAnswersWhenAllOthersAreGone() throws Exception {
    three.anna.fails(Fault.CUT, 9);
    three.bert.fails(Fault.STALL, 5);
    three.cleo.finds(-1); // far from being chosen

    Answer answer = ask(three.answers(QUICK), question(GREEDY));

    assertThat(losses).hasSize(2);
    assertThat(answer.contributions().getLast().expert().descriptor().name()).isEqualTo("cleo");
    assertThat(answer.contributions().getLast().status()).isEqualTo(ContributionStatus.COMPLETED);
    assertThat(answer.usage().completion()).isEqualTo(LENGTH);
  }

  @Test
  void anExpertThatIsBackGoesOnWithTheAnswerThatEverybodyLeft() throws Exception {
    for (FakeExpert expert : three.all()) {
      expert.fails(Fault.DIE, 12);
    }
    List<Integer> lostAt = new ArrayList<>();

    Answer answer =
        three
            .answers(QUICK)
            .ask(
                question("witan", GREEDY, Combine.BEST),
                event -> {
                  if (event instanceof AnswerEvent.ExpertLost loss) {
                    lostAt.add(loss.atToken());
                    if (lostAt.size() == 3) {
                      three.bert.fails(Fault.NONE, 0);
                    }
                  }
                });

    assertThat(answer.usage().completion()).isEqualTo(LENGTH);
    assertThat(answer.contributions().getLast().expert().descriptor().name()).isEqualTo("bert");
  }

  @Test
  void aClientThatLeavesWhileSessionsOpenLeavesNoneOpen() throws Exception {
    three.bert.fails(Fault.STALL, 0);
    Answers answers = three.answers(QUICK);
    CountDownLatch routed = new CountDownLatch(1);
    Thread client =
        Thread.ofVirtual()
            .start(() -> {
              try {
                answers.ask(question(GREEDY), event -> routed.countDown());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    assertThat(routed.await(20, TimeUnit.SECONDS)).isTrue();
    until(() -> three.open() == 3);

    client.interrupt();
    client.join();

    until(() -> three.open() == 0);
  }

  private interface Condition {
    boolean holds();
  }

  private static void until(Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(5);
    }
  }
}
