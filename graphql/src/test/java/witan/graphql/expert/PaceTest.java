package witan.graphql.expert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import witan.protocol.gate.FirstToken;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;
import witan.protocol.v1.Open;

class PaceTest {

  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

  private final Pace pace = new Pace();

  private void exchanges(int times, int predictions, Duration each) {
    for (int i = 0; i < times; i++) {
      pace.exchanged(predictions, each.toNanos());
    }
  }

  @Test
  void anExpertThatIsNotKnownYetHasTheWholeTime() {
    exchanges(15, 1, Duration.ofMillis(1));

    assertThat(pace.exchange(9, TWO_SECONDS)).isEqualTo(TWO_SECONDS);
    assertThat(pace.usualOpening(Open.getDefaultInstance())).isEmpty();
  }

  @Test
  void aQuickExpertIsStalledSoonerThanASlowOneAndNoneLaterThanTheLimit() {
    exchanges(20, 10, Duration.ofMillis(50));
    assertThat(pace.exchange(10, TWO_SECONDS)).isEqualTo(Duration.ofMillis(500));

    exchanges(200, 10, Duration.ofMillis(300));
    assertThat(pace.exchange(10, TWO_SECONDS)).isEqualTo(Duration.ofMillis(1_200));
    assertThat(pace.exchange(17, TWO_SECONDS)).isEqualTo(TWO_SECONDS);
  }

  @Test
  void oneSlowExchangeInAHundredChangesNothingAndTwoDo() {
    exchanges(126, 1, Duration.ofMillis(200));
    exchanges(1, 1, Duration.ofMillis(400));
    assertThat(pace.exchange(1, TWO_SECONDS)).isEqualTo(Duration.ofMillis(800));

    exchanges(1, 1, Duration.ofMillis(400));
    assertThat(pace.exchange(1, TWO_SECONDS)).isEqualTo(Duration.ofMillis(1_600));
  }

  @Test
  void anExpertThatBecameSlowerIsGivenLongerAfterItWasGivenUpTwice() {
    exchanges(128, 4, Duration.ofMillis(20));
    Duration first = pace.exchange(4, TWO_SECONDS);

    exchanges(2, 4, first);

    assertThat(pace.exchange(4, TWO_SECONDS)).isGreaterThanOrEqualTo(first.multipliedBy(3));
  }

  @Test
  void aLongPromptMayTakeLongerToOpen() {
    Open shorter = Open.newBuilder().setPrompt("?").build();
    Open longer = Open.newBuilder().setPrompt("word ".repeat(2_000)).build();
    for (int i = 0; i < 40; i++) {
      pace.opened(shorter, Duration.ofMillis(100).toNanos());
    }

    assertThat(Duration.ofNanos(pace.usualOpening(shorter).orElseThrow()).toMillis())
        .isBetween(99L, 100L);
    assertThat(Duration.ofNanos(pace.usualOpening(longer).orElseThrow()).toMillis())
        .isBetween(1_000L, 1_100L);
  }

  @Test
  void theGateHearsHowQuickEachExpertIsOnceItIsKnown() {
    Paces paces = new Paces();
    Hotkey quick = HotkeyPair.generate().hotkey();
    Hotkey slow = HotkeyPair.generate().hotkey();
    Open question = Open.newBuilder().setPrompt("word ".repeat(200)).build();
    for (int i = 0; i < 20; i++) {
      paces.of(slow.toString()).opened(question, Duration.ofMillis(i == 7 ? 9_000 : 400).toNanos());
      paces.of(quick.toString()).opened(question, Duration.ofMillis(50).toNanos());
    }
    paces.of(HotkeyPair.generate().hotkey().toString()).opened(question, 1);

    // A thousand characters that the gateway does not see, and as many of the question.
    assertThat(paces.firstTokens())
        .containsExactly(new FirstToken(quick, 25), new FirstToken(slow, 200));
  }

  @Test
  void onlyTheExpertsAskedLastAreRemembered() {
    Paces paces = new Paces();
    Pace used = paces.of("used");
    Pace unused = paces.of("unused");
    for (int i = 0; i < 1_022; i++) {
      paces.of("other " + i);
    }
    assertThat(paces.of("used")).isSameAs(used);

    paces.of("one more");

    assertThat(paces.of("used")).isSameAs(used);
    assertThat(paces.of("unused")).isNotSameAs(unused);
  }
}
