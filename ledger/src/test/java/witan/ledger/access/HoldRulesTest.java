package witan.ledger.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.protocol.Rao;
import witan.protocol.access.ApiKey;
import witan.protocol.access.ApiKeyRecord;
import witan.protocol.access.Charge;
import witan.protocol.access.Charge.Share;
import witan.protocol.access.EscrowInfo;
import witan.protocol.access.Hold;
import witan.protocol.access.Limits;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;

class HoldRulesTest {

  private static final Coldkey ACCOUNT = new Coldkey("0x" + "aa".repeat(20));
  private static final Coldkey OWNER = new Coldkey("0x" + "bb".repeat(20));
  private static final Hotkey FIRST = new Hotkey("11".repeat(32));
  private static final Hotkey SECOND = new Hotkey("22".repeat(32));
  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

  /** Each row breaks all later rules, too: the order of the rules is theirs. */
  @ParameterizedTest
  @CsvSource(
      useHeadersInDisplayName = true,
      value = {
        "EXPIRES, REVOKED, EARLIER, OWNED, BUDGET, GONE, AVAILABLE, AMOUNT, VERDICT",
        "      0,     yes,      99,    no,     10,   10,         0,      1, KEY_REVOKED",
        "      0,      no,      99,    no,     10,   10,         0,      1, KEY_REVOKED",
        "      1,      no,      99,    no,     10,   10,         0,      1, HOLD_TAKEN",
        "      1,      no,       0,    no,     10,   10,         0,      1, NO_OWNER",
        "      1,      no,       0,   yes,     10,   10,         0,      1, BUDGET_SPENT",
        "      1,      no,       0,   yes,     10,    6,         4,      5, BUDGET_SPENT",
        "      1,      no,       0,   yes,     10,   11,         4,      1, BUDGET_SPENT",
        "      1,      no,       0,   yes,     10,    6,         3,      4, ESCROW_EMPTY",
        "      1,      no,       0,   yes,       ,    6,         3,      4, ESCROW_EMPTY",
        "      1,      no,       0,   yes,     10,    6,         4,      4, Right",
        "      1,      no,       0,   yes,       ,    6,         4,      4, Right",
        // What was done before needs no money now, nor an owner.
        "      1,      no,       1,    no,     10,   10,         0,      1, DoneBefore"
      })
  void aHoldIsRefusedForTheFirstRuleThatItBreaks(
      long expires,
      String revoked,
      long earlier,
      String owned,
      @Nullable Long budget,
      long gone,
      long available,
      long amount,
      String expected) {
    Limits limits = new Limits(null, null, budget == null ? null : new Rao(budget), null);
    ApiKey key =
        new ApiKey(
            "0123456789abcdef",
            "0".repeat(64),
            "a",
            OWNER,
            List.of(),
            limits,
            NOON.plusMillis(expires));
    ApiKeyRecord record =
        new ApiKeyRecord(
            key,
            NOON.minusSeconds(9),
            revoked.equals("yes") ? NOON.minusSeconds(1) : null,
            new Rao(gone / 2),
            new Rao(gone - gone / 2));
    EscrowInfo escrow =
        new EscrowInfo(
            ACCOUNT, OWNER, new Rao(available + 60), new Rao(10), new Rao(20), new Rao(30));

    Verdict verdict =
        HoldRules.hold(
            new Hold(ACCOUNT, new Rao(amount)),
            record,
            earlier == 0 ? null : held(earlier, Duration.ofMinutes(1), null),
            owned.equals("yes") ? escrow : null,
            NOON);

    assertThat(named(verdict)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      useHeadersInDisplayName = true,
      value = {
        "HELD, LAPSES, CHARGED, AMOUNT, VERDICT",
        "  10,      0,       3,     11, HOLD_TAKEN",
        "   0,      0,        ,     11, NO_SUCH_HOLD",
        "  10,      0,        ,     11, NO_SUCH_HOLD",
        "  10,      1,        ,     11, CHARGE_ABOVE_HOLD",
        "  10,      1,        ,     10, Right",
        "  10,      1,        ,      0, Right",
        "  10,      0,       3,      3, DoneBefore",
      })
  void aChargeIsRefusedForTheFirstRuleThatItBreaks(
      long held, long lapses, @Nullable Long charged, long amount, String expected) {
    Verdict verdict =
        HoldRules.charge(
            charge(amount),
            held == 0
                ? null
                : held(held, Duration.ofMillis(lapses), charged == null ? null : charge(charged)),
            NOON);

    assertThat(named(verdict)).isEqualTo(expected);
  }

  @Test
  void theOrderOfTheSharesDoesNotMakeAnotherCharge() {
    Share first = new Share(FIRST, new Rao(1));
    Share second = new Share(SECOND, new Rao(2));
    Charge kept = HoldRules.ordered(new Charge(List.of(second, first)));

    assertThat(
            HoldRules.charge(
                new Charge(List.of(first, second)), held(9, Duration.ZERO, kept), NOON))
        .isInstanceOf(Verdict.DoneBefore.class);
    assertThat(
            HoldRules.charge(
                new Charge(List.of(new Share(FIRST, new Rao(2)), new Share(SECOND, new Rao(1)))),
                held(9, Duration.ZERO, kept),
                NOON))
        .isInstanceOf(Verdict.Refused.class);
  }

  private static Held held(long amount, Duration left, @Nullable Charge charge) {
    return new Held(new Hold(ACCOUNT, new Rao(amount)), OWNER, NOON.plus(left), charge);
  }

  private static Charge charge(long amount) {
    return amount == 0 ? Charge.NOTHING : new Charge(List.of(new Share(FIRST, new Rao(amount))));
  }

  private static String named(Verdict verdict) {
    return verdict instanceof Verdict.Refused(var reason, var detail)
        ? reason.name()
        : verdict.getClass().getSimpleName();
  }
}
