package witan.graphql.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static witan.graphql.answer.ThreeExperts.question;

import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.http.ClientGoneException;
import witan.mixture.Sampling;

@Timeout(60)
class AnswerStreamTest {

  private static final Duration WITHIN = Duration.ofSeconds(20);

  private final ThreeExperts three = new ThreeExperts();
  private final Answers answers = three.answers(Limits.USUAL);

  @AfterEach
  void stop() {
    three.close();
  }

  @Test
  void theAnswerWaitsForWhoeverAsksForNoMoreAndGoesOnWhenTheyDo() throws Exception {
    List<AnswerEvent> whole = new ArrayList<>();
    answers.ask(question(Sampling.greedy()), whole::add);
    AtomicInteger made = new AtomicInteger();
    AssertSubscriber<AnswerEvent> reader = AssertSubscriber.create(3);
    new AnswerStream(listener ->
        answers.ask(
            question(Sampling.greedy()),
            event -> {
              made.incrementAndGet();
              listener.accept(event);
            }))
        .subscribe(reader);

    reader.awaitItems(3, WITHIN);
    Thread.sleep(200); // in which it could make all the others
    assertThat(made).hasValueLessThanOrEqualTo(4); // one is held out to the reader
    reader.assertNotTerminated().request(Long.MAX_VALUE).request(Long.MAX_VALUE);

    reader.awaitCompletion(WITHIN);
    assertThat(reader.getItems()).hasSameSizeAs(whole);
  }

  @Test
  void whoLeavesWhileTheAnswerWaitsEndsItAndItsSessions() throws Exception {
    AssertSubscriber<AnswerEvent> reader = AssertSubscriber.create(3);
    AnswerStream.of(listener -> answers.ask(question(Sampling.greedy()), listener))
        .subscribe(reader);
    reader.awaitItems(3, WITHIN);

    reader.cancel();

    for (long end = System.nanoTime() + WITHIN.toNanos();
        three.open() > 0 && System.nanoTime() < end; ) {
      Thread.sleep(10);
    }
    assertThat(three.open()).isZero();
    reader.assertNotTerminated();
  }

  @Test
  void whoWasGoneBeforeItBeganIsMadeNoAnswer() throws Exception {
    AtomicInteger made = new AtomicInteger();
    AssertSubscriber<AnswerEvent> reader = new AssertSubscriber<>(1, true);

    new AnswerStream(
            listener -> {
              made.incrementAndGet();
              throw new AnswerException(AnswerException.Kind.BUSY, "later");
            })
        .subscribe(reader);

    Thread.sleep(50);
    assertThat(made).hasValue(0);
  }

  @Test
  void aFailureEndsTheStreamAndANoteThatNobodyReadsDoesNot() {
    AssertSubscriber<AnswerEvent> failed = AssertSubscriber.create(1);
    new AnswerStream(
            listener -> {
              throw new AnswerException(AnswerException.Kind.BUSY, "later");
            })
        .subscribe(failed);
    AssertSubscriber<AnswerEvent> gone = AssertSubscriber.create(1);
    new AnswerStream(
            listener -> {
              throw new ClientGoneException("gone");
            })
        .subscribe(gone);

    failed.awaitFailure(WITHIN).assertFailedWith(AnswerException.class, "later");
    gone.assertNotTerminated();
  }
}
