package witan.graphql.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RatesTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  /** Those of the gateway. */
  private record General(OptionalInt requestsPerMinute, OptionalInt tokensPerMinute)
      implements RateConfig {}

  private Rates limited(int perMinute) {
    return new Rates(new General(OptionalInt.of(perMinute), OptionalInt.of(perMinute)), now::get);
  }

  private Rates unlimited() {
    return new Rates(new General(OptionalInt.empty(), OptionalInt.empty()), now::get);
  }

  private static Standing take(Rates rates, String client) {
    return rates.request(client, null).orElseThrow();
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
  void aLimitOfOnesOwnHoldsInPlaceOfTheGateways() {
    Rates rates = limited(1);

    assertThat(rates.request("a", 2).orElseThrow().admitted()).isTrue();
    assertThat(rates.request("a", 2).orElseThrow().admitted()).isTrue();
    assertThat(rates.request("a", 2).orElseThrow().admitted()).isFalse();
    assertThat(unlimited().request("a", 1)).isPresent();
  }

  @Test
  void whoUsedMoreTokensThanWereLeftWaitsUntilTheyAreMadeUpFor() {
    Rates rates = limited(60);
    assertThat(rates.tokens("a", null).orElseThrow().admitted()).isTrue();

    rates.spend("a", null, 150);

    Standing refused = rates.tokens("a", null).orElseThrow();
    assertThat(refused.admitted()).isFalse();
    assertThat(refused.untilNext()).hasSeconds(91);
    assertThat(refused.headers())
        .containsEntry("Retry-After", "91")
        .containsEntry("x-ratelimit-limit-tokens", "60")
        .containsEntry("x-ratelimit-remaining-tokens", "0")
        .containsEntry("x-ratelimit-reset-tokens", "150000ms");
    now.updateAndGet(then -> then.plusSeconds(91));
    assertThat(rates.tokens("a", null).orElseThrow().admitted()).isTrue();
  }

  @Test
  void lookingAtTheTokensUsesNone() {
    Rates rates = limited(1);

    for (int i = 0; i < 5; i++) {
      assertThat(rates.tokens("a", null).orElseThrow().remaining()).isEqualTo(1);
    }
  }

  @Test
  void keysCanBeTriedSoOftenFromOneAddress() {
    Rates rates = unlimited();

    assertThat(rates.guess("a", 1)).isTrue();
    assertThat(rates.guess("a", 1)).isFalse();
    assertThat(rates.guess("b", 1)).isTrue();
  }

  @Test
  void withoutALimitThereIsNoStanding() {
    assertThat(unlimited().request("a", null)).isEmpty();
    assertThat(unlimited().tokens("a", null)).isEmpty();
    assertThatThrownBy(() -> limited(0)).hasMessageContaining("at least 1");
  }
}
