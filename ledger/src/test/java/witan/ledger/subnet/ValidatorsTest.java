package witan.ledger.subnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import witan.ledger.command.Chain;
import witan.ledger.command.Purse;
import witan.ledger.registry.Postgres;
import witan.protocol.Rao;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.ValidatorInfo;

/**
 * What stake brings, by epochs written for the purpose on subnet 3, which has no emission. They go
 * again, as they don't follow from the genesis.
 */
@QuarkusTest
@QuarkusTestResource(Postgres.class)
class ValidatorsTest {

  private static final int NETUID = 3;
  private static final long FIRST = 1_000_000;

  @Inject Chain chain;
  @Inject Pool pool;

  private final HotkeyPair validator = HotkeyPair.generate();
  private final HotkeyPair idle = HotkeyPair.generate();
  private long height;

  @BeforeEach
  void twoEpochsPaidOneOfTwoValidators() {
    if (Purse.account(Chain.OWNER.coldkey()).free().value() < 100_000_000) {
      chain.closeAnEpoch();
    }
    Purse alice = Purse.with(10_000);
    for (HotkeyPair hotkey : new HotkeyPair[] {validator, idle}) {
      Purse.post(alice.register(hotkey, NETUID)).statusCode(200);
      Purse.post(
              alice.sign(
                  new Command.Stake(
                      UUID.randomUUID(),
                      alice.coldkey(),
                      hotkey.hotkey(),
                      NETUID,
                      new Rao(2_000),
                      alice.nextNonce())))
          .statusCode(200);
    }
    while (Chain.info().height() < 20) {
      chain.close();
    }
    height = Chain.info().height();
    epoch(FIRST, height - 11, 0, 0);
    epoch(FIRST + 1, height - 6, 1_000, 10);
    epoch(FIRST + 2, height - 1, 2_000, 10);
  }

  @AfterEach
  void forget() {
    sql("delete from epoch where netuid = 3 and number >= " + FIRST);
    sql("delete from epoch_neuron where netuid = 3 and number >= " + FIRST);
  }

  /** Shares out 40 rao, some of it to those who staked to the validator. */
  private void epoch(long number, long at, long stake, long nominatorsPaid) {
    sql(
        "insert into epoch values (3, %d, %d, 40, 8, 16, %d, %d, '%064x')"
            .formatted(number, at, 16 - nominatorsPaid, nominatorsPaid, number));
    sql(
        "insert into epoch_neuron values (3, %d, 0, '%s', 1, 1, %d, true, true, 0, 0, 0, 0, 0, %d)"
            .formatted(number, validator.hotkey(), stake, nominatorsPaid));
  }

  private void sql(String statement) {
    pool.query(statement).execute().await().atMost(Duration.ofSeconds(10));
  }

  private ValidatorInfo seen(HotkeyPair hotkey, Duration block) {
    return new Validators(pool, () -> block)
        .after(NETUID, Long.MAX_VALUE, 0, 1_000).await().atMost(Duration.ofSeconds(10)).stream()
            .filter(one -> one.hotkey().equals(hotkey.hotkey()))
            .findFirst()
            .orElseThrow();
  }

  @Test
  void theYieldIsWhatWasPaidByWhatWasStakedInTheTimeInWhichItWasEmitted() {
    // Nobody was paid before: all had waited since the genesis.
    double years = (height - 1) * 12.0 / Duration.ofDays(365).toSeconds();

    assertThat(seen(validator, Duration.ofSeconds(12)).aprOver30Days())
        .isCloseTo((10.0 / 1_000 + 10.0 / 2_000) / years, within(1e-9));
  }

  @Test
  void epochsOfBeforeThirtyDaysDoNotCount() {
    // Five blocks are 30 days, and it is as many from the payment before.
    assertThat(seen(validator, Duration.ofDays(6)).aprOver30Days())
        .isCloseTo(10.0 / 2_000 / (30.0 / 365), within(1e-9));
    // Not even one: what was paid before leaves nothing of late.
    assertThat(seen(validator, Duration.ofDays(31)).aprOver30Days()).isZero();
  }

  @Test
  void whoWasNeverPaidHasNoYield() {
    assertThat(seen(idle, Duration.ofSeconds(12)).aprOver30Days()).isNull();
    assertThat(seen(idle, Duration.ofSeconds(12)).pendingApr()).isNull();
  }

  @Test
  void withoutAClockThereIsNoYear() {
    assertThat(seen(validator, Duration.ZERO).aprOver30Days()).isNull();
  }
}
