package witan.graphql.expert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BreakerTest {

  private static final String ANNA = "anna";

  private Instant now = Instant.EPOCH;
  private final Breaker breaker = new Breaker(Duration.ofSeconds(5), () -> now);

  private void pass(int seconds) {
    now = now.plusSeconds(seconds);
  }

  @Test
  void whoWasLostRestsAndIsThenTriedByOneCaller() {
    assertThat(breaker.admits(ANNA)).isTrue();
    breaker.lost(ANNA);

    pass(4);
    assertThat(breaker.admits(ANNA)).isFalse();
    pass(1);
    assertThat(breaker.admits(ANNA)).isTrue();
    assertThat(breaker.admits(ANNA)).isFalse();
    assertThat(breaker.admits("bert")).isTrue();
  }

  @Test
  void heardFromItIsAdmittedByAllButAnotherLossMakesItRestTwiceAsLong() {
    breaker.lost(ANNA);
    pass(5);
    assertThat(breaker.admits(ANNA)).isTrue();

    breaker.heard(ANNA);
    assertThat(breaker.admits(ANNA)).isTrue();
    assertThat(breaker.admits(ANNA)).isTrue();

    breaker.lost(ANNA);
    pass(9);
    assertThat(breaker.admits(ANNA)).isFalse();
    pass(1);
    assertThat(breaker.admits(ANNA)).isTrue();
  }

  @Test
  void anAnswerCompletedMakesTheNextRestAShortOneAgain() {
    breaker.lost(ANNA);
    pass(5);
    breaker.admits(ANNA);
    breaker.completed(ANNA);

    breaker.lost(ANNA);
    pass(5);
    assertThat(breaker.admits(ANNA)).isTrue();
  }

  @Test
  void manyAnswersThatLoseItAtOnceCountOnce() {
    for (int i = 0; i < 200; i++) {
      breaker.lost(ANNA);
    }
    pass(5);
    assertThat(breaker.admits(ANNA)).isTrue();
  }

  @Test
  void aTrialOfWhichNothingIsHeardDoesNotKeepOthersOutForEver() {
    breaker.lost(ANNA);
    pass(5);
    assertThat(breaker.admits(ANNA)).isTrue();
    pass(5);
    assertThat(breaker.admits(ANNA)).isTrue();
  }

  @Test
  void noRestIsLongerThanAMinute() {
    for (int i = 0; i < 20; i++) {
      breaker.lost(ANNA);
      pass(60);
      assertThat(breaker.admits(ANNA)).isTrue();
    }
  }
}
