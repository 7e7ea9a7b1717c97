package witan.graphql.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

class DraftLengthTest {

  private static final long QUICK = Duration.ofMillis(100).toNanos();
  private static final long SLOW = Duration.ofSeconds(3).toNanos();

  private final DraftLength length = new DraftLength(32);

  @Test
  void draftsThatStandGrowUpToTheLongest() {
    assertThat(length.next()).isEqualTo(8);
    length.learn(8, 8, QUICK);
    assertThat(length.next()).isEqualTo(16);
    length.learn(16, 16, QUICK);
    length.learn(32, 32, QUICK);
    assertThat(length.next()).isEqualTo(32);
  }

  @Test
  void draftsThatFallShrinkTowardsWhatStands() {
    for (int i = 0; i < 8; i++) {
      length.learn(length.next(), 2, QUICK);
    }
    assertThat(length.next()).isEqualTo(4);
  }

  @Test
  void aShortDraftAtTheEndThatStandsShortensNothing() {
    length.learn(8, 8, QUICK);
    length.learn(3, 3, QUICK);
    assertThat(length.next()).isEqualTo(16);
  }

  @Test
  void whatWouldTakeTooLongAtTwiceTheLengthStaysAsLongAsItIs() {
    length.learn(8, 8, Duration.ofMillis(1_000).toNanos());
    assertThat(length.next()).isEqualTo(8);
  }

  @Test
  void roundsThatTakeLongAreMadeShorterButNotTooShortForADistance() {
    length.learn(8, 8, QUICK);
    length.learn(16, 16, SLOW);
    assertThat(length.next()).isEqualTo(8);
    length.learn(8, 8, SLOW);
    length.learn(4, 4, SLOW);
    assertThat(length.next()).isEqualTo(4);
  }

  @Test
  void withoutDraftsThereNeverIsOne() {
    DraftLength none = new DraftLength(0);
    none.learn(0, 0, QUICK);
    assertThat(none.next()).isZero();
    DraftLength single = new DraftLength(1);
    single.learn(1, 1, QUICK);
    assertThat(single.next()).isEqualTo(1);
  }

  /** A leader that drafts so many tokens a second. */
  private static LongToDoubleFunction drafting(double aSecond) {
    return nanos -> nanos / 1e9 * aSecond;
  }

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  @Test
  void aFarLeaderIsAskedForMoreAtATime() {
    length.begin(drafting(50), millis(1));
    assertThat(length.next()).isBetween(8, 12);
    length.begin(drafting(50), millis(40));
    assertThat(length.next()).isBetween(16, 31);
    length.begin(drafting(50), millis(200));
    assertThat(length.next()).isEqualTo(32);
  }

  @Test
  void aSlowLeaderIsNotAskedForMoreThanAReaderWaitsFor() {
    length.begin(drafting(20), millis(200));
    assertThat(length.next()).isEqualTo(22);
    length.begin(drafting(1), millis(200));
    assertThat(length.next()).isEqualTo(8);
  }

  @Test
  void anExpertOfWhichNothingIsKnownIsAskedForTheUsual() {
    length.begin(nanos -> 0, 0);
    assertThat(length.next()).isEqualTo(8);
  }

  @Test
  void goingOnIsWorthAsMuchAsTheWayIsLongAndDraftsStand() {
    assertThat(length.isWorthGoingOn(16, 17, 0.5)).as("near").isFalse();
    assertThat(length.isWorthGoingOn(16, 17, 8)).as("far").isTrue();
    for (int i = 0; i < 4; i++) {
      length.learn(16, 3, QUICK);
    }
    assertThat(length.isWorthGoingOn(16, 17, 8)).as("where drafts fall").isFalse();
  }
}
