package witan.graphql.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RatesTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  private Rates limited(int perMinute) {
    return new Rates(() -> OptionalInt.of(perMinute), now::get);
  }

  private Standing take(Rates rates, String client) {
    return rates.take(client).orElseThrow();
  }

  @Test
  void asManyMayComeAtOnceAsInAMinuteAndThenOneByOne() {
    Rates rates = limited(30);
    for (int left = 29; left >= 0; left--) {
      assertThat(take(rates, "a").admitted()).isTrue();
    }

    Standing refused = take(rates, "a");
    assertThat(refused.admitted()).isFalse();
    assertThat(refused.untilNext()).hasSeconds(2);
    assertThat(refused.headers())
        .containsEntry("Retry-After", "2")
        .containsEntry("x-ratelimit-limit-requests", "30")
        .containsEntry("x-ratelimit-remaining-requests", "0")
        .containsEntry("x-ratelimit-reset-requests", "60000ms");
    now.updateAndGet(then -> then.plusSeconds(2));
    assertThat(take(rates, "a").admitted()).isTrue();
    assertThat(take(rates, "a").admitted()).isFalse();
  }

  @Test
  void eachClientHasItsOwn() {
    Rates rates = limited(1);

    assertThat(take(rates, "a").admitted()).isTrue();
    assertThat(take(rates, "a").admitted()).isFalse();
    assertThat(take(rates, "b").admitted()).isTrue();
  }

  @Test
  void withoutALimitThereIsNoStanding() {
    assertThat(new Rates(OptionalInt::empty, now::get).take("a")).isEmpty();
    assertThatThrownBy(() -> limited(0)).hasMessageContaining("at least 1");
  }
}
