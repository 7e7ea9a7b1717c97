package witan.graphql.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.expert.ExpertLostException.Loss;
import witan.graphql.fake.FakeExpert;
import witan.graphql.fake.FakeExpert.Fault;
import witan.graphql.fake.TinyLanguage;
import witan.mixture.Distribution;
import witan.protocol.key.HotkeyPair;
import witan.protocol.signature.CallSigner;
import witan.protocol.v1.Open;
import witan.protocol.v1.Sampling;

/** Requests that are in flight together. */
@Timeout(60)
class ExpertSessionTest {

  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final int[] NONE = {};

  private final FakeExpert anna = new FakeExpert("anna", 1);
  private final Channels channels = new Channels(InstantSource.system(), Connector.onThisMachine());
  private final ExpertSessions experts =
      new ExpertSessions(channels, new CallSigner(HotkeyPair.generate(), InstantSource.system()));

  @AfterEach
  void stop() {
    channels.close();
    anna.close();
  }

  private ExpertSession open() throws ExpertLostException {
    return open(WITHIN);
  }

  private ExpertSession open(Duration within) throws ExpertLostException {
    return experts.open(
        anna.record(),
        Open.newBuilder().setPrompt("?").setSampling(Sampling.newBuilder().setTopP(1)).build(),
        WITHIN);
  }

  private int[] said(int length) {
    int[] tokens = new int[length];
    for (int i = 0; i < length; i++) {
      tokens[i] = anna.next(tokens, i).best();
    }
    return tokens;
  }

  @Test
  void aReplyOfNoMoreUseIsReadOnTheWayToTheNext() throws Exception {
    try (ExpertSession session = open()) {
      int[] other = {3, 4};
      var unused = session.draft(NONE, 5, WITHIN);

      assertThat(session.commit(other, WITHIN).await()).isEqualTo(anna.next(other, 2));
      assertThatThrownBy(unused::await).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aDraftBehindTheOpeningIsAskedForBeforeItIsOpen() throws Exception {
    try (ExpertSession session = open()) {
      Awaited<Drafted> draft = session.draft(NONE, 5, WITHIN);

      assertThat(session.opened().next()).isEqualTo(anna.next(NONE, 0));
      assertThat(draft.await().tokens()).isEqualTo(said(5));
    }
  }

  @Test
  void theDeadlineOfEachCountsFromTheReplyInFront() throws Exception {
    Duration each = Duration.ofMillis(400);
    try (ExpertSession session = open()) {
      session.opened();
      anna.repliesAfter(each);
      List<Awaited<Drafted>> drafts = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        drafts.add(session.draft(said(i), 1, each.multipliedBy(2)));
      }
      for (int i = 0; i < 4; i++) {
        assertThat(drafts.get(i).await().tokens()).containsExactly(said(i + 1)[i]);
      }
    }
  }

  @Test
  void whatIsBehindARequestThatStallsIsLostWithIt() throws Exception {
    try (ExpertSession session = open()) {
      session.opened();
      anna.failsAtRequest(Fault.STALL, 2);
      var unused = session.draft(NONE, 5, Duration.ofMillis(300));
      Awaited<Distribution> next = session.commit(said(1), WITHIN);

      assertThatThrownBy(next::await)
          .isInstanceOfSatisfying(
              ExpertLostException.class,
              lost -> {
                assertThat(lost.loss()).isEqualTo(Loss.SILENT);
                assertThat(lost).hasMessageContaining("300 ms");
              });
    }
  }

  @Test
  void itIsNewsOnceThatAReplyIsOverdue() throws Exception {
    try (ExpertSession session = open()) {
      session.opened();
      List<String> told = new ArrayList<>();
      session.draft(NONE, 2, WITHIN).await(() -> told.add("quick"));
      anna.repliesAfter(Duration.ofMillis(600));
      session.draft(NONE, 2, Duration.ofSeconds(2)).await(() -> told.add("slow"));

      assertThat(told).containsExactly("slow");
    }
  }

  @Test
  void aSessionIsCancelledOnlyWhereAReplyIsDue() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (ExpertSession session = open()) {
        session.opened();
        session.draft(NONE, 3, WITHIN).await();
      }
    }
    untilNoneIsOpen();
    assertThat(anna.cancelled).hasValue(0);

    anna.fails(Fault.STALL, 0);
    ExpertSession stalled = open(Duration.ofMillis(500));
    assertThatThrownBy(() -> stalled.draft(NONE, 3, Duration.ofMillis(100)).await())
        .isInstanceOf(ExpertLostException.class);
    stalled.close();
    untilNoneIsOpen();
    assertThat(anna.cancelled).hasValue(1);
  }

  private void untilNoneIsOpen() throws InterruptedException {
    long deadline = System.nanoTime() + WITHIN.toNanos();
    while (anna.sessions.get() == 0 || anna.open.get() > 0) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  /** Whatever is asked on top of what, and whether or not its answer was waited for. */
  @Test
  void theExpertIsBroughtUpToDateWhateverItWasAskedBefore() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    for (int run = 0; run < 20; run++) {
      try (ExpertSession session = open()) {
        int[] answer = NONE;
        int inFlight = 1;
        for (int step = 0; step < 20; step++) {
          answer = Arrays.copyOf(answer, random.nextInt(answer.length + 3));
          for (int i = 0; i < answer.length; i++) {
            if (answer[i] == 0 || random.nextInt(20) == 0) {
              answer[i] = random.nextInt(1, TinyLanguage.SIZE - 2);
            }
          }
          int[] now = answer;
          boolean waits = inFlight == 2 || random.nextBoolean();
          switch (random.nextInt(3)) {
            case 0 -> {
              Awaited<Drafted> draft = session.draft(now, 4, WITHIN);
              if (waits) {
                List<Distribution> sent = draft.await().predictions();
                assertThat(sent.getFirst()).isEqualTo(anna.next(now, now.length));
              }
            }
            case 1 -> {
              int[] tokens = {random.nextInt(1, 9), random.nextInt(1, 9)};
              Awaited<List<Distribution>> verified = session.verify(now, tokens, WITHIN);
              if (waits) {
                int[] all = Arrays.copyOf(now, now.length + 2);
                System.arraycopy(tokens, 0, all, now.length, 2);
                assertThat(verified.await())
                    .containsExactly(
                        anna.next(all, all.length - 2),
                        anna.next(all, all.length - 1),
                        anna.next(all, all.length));
              }
            }
            default -> {
              Awaited<Distribution> next = session.commit(now, WITHIN);
              if (waits) {
                assertThat(next.await()).isEqualTo(anna.next(now, now.length));
              }
            }
          }
          inFlight = waits ? 0 : inFlight + 1;
        }
      }
    }
  }
}
