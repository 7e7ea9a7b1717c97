package witan.ledger.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static witan.ledger.access.Operator.budget;
import static witan.ledger.access.Operator.charge;
import static witan.ledger.access.Operator.escrow;
import static witan.ledger.access.Operator.hold;
import static witan.ledger.access.Operator.key;
import static witan.ledger.access.Operator.payments;
import static witan.ledger.access.Operator.refund;
import static witan.ledger.access.Operator.refused;
import static witan.ledger.access.Operator.revoke;
import static witan.ledger.access.Operator.store;
import static witan.ledger.command.Purse.post;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.ledger.command.Chain;
import witan.ledger.command.Purse;
import witan.ledger.registry.MovableClock;
import witan.ledger.registry.Postgres;
import witan.protocol.Rao;
import witan.protocol.access.AccessRefusal;
import witan.protocol.access.ApiKey;
import witan.protocol.access.Charge;
import witan.protocol.access.Charge.Share;
import witan.protocol.access.EscrowInfo;
import witan.protocol.access.Limits;
import witan.protocol.access.Payment;
import witan.protocol.key.Coldkey;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.Command;

@QuarkusTest
@QuarkusTestResource(Postgres.class)
class EscrowsTest {

  private static final int LEAST = 1_000;

  @Inject Chain chain;
  @Inject MovableClock clock;
  @Inject Pool pool;

  private Purse gateway;
  private Purse owner;

  @BeforeEach
  void anOwnerHas100000() {
    if (Purse.account(Chain.OWNER.coldkey()).free().value() < 100_000_000) {
      chain.closeAnEpoch();
    }
    gateway = new Purse(ColdkeyPair.generate());
    owner = Purse.with(100_000);
  }

  private Coldkey account() {
    return gateway.coldkey();
  }

  private void deposit(long amount) {
    post(owner.transfer(gateway, amount)).statusCode(200);
    chain.close();
  }

  private EscrowInfo escrowOfOwner() {
    return escrow(account(), owner.coldkey());
  }

  private static Charge earned(Hotkey hotkey, long amount) {
    return new Charge(List.of(new Share(hotkey, new Rao(amount))));
  }

  private static EscrowInfo books(
      EscrowInfo of, long deposited, long refunded, long spent, long held) {
    return new EscrowInfo(
        of.account(),
        of.owner(),
        new Rao(deposited),
        new Rao(refunded),
        new Rao(spent),
        new Rao(held));
  }

  private void is(long deposited, long refunded, long spent, long held) {
    EscrowInfo found = escrowOfOwner();
    assertThat(found).isEqualTo(books(found, deposited, refunded, spent, held));
  }

  @Test
  void transfersCountOnceTheirBlockIsClosedAndOnlyOnce() {
    is(0, 0, 0, 0);
    post(owner.transfer(gateway, 700)).statusCode(200);
    post(owner.transfer(gateway, 40)).statusCode(200);
    is(0, 0, 0, 0);

    chain.close();
    is(740, 0, 0, 0);
    chain.close();
    is(740, 0, 0, 0);
    deposit(60);
    is(800, 0, 0, 0);
  }

  @Test
  void whatWasTakenInByAHoldIsNotTakenInAgain() {
    deposit(740);
    hold(key(owner.coldkey(), Limits.NONE), UUID.randomUUID(), account(), 100).statusCode(204);
    chain.close();

    is(740, 0, 0, 100);
    chain.close();
    hold(key(owner.coldkey(), Limits.NONE), UUID.randomUUID(), account(), 10).statusCode(204);
    is(740, 0, 0, 110);
  }

  @Test
  void onlyWhatThisOwnerGaveThisAccountCounts() {
    Purse another = Purse.with(1_000);
    post(another.transfer(gateway, 300)).statusCode(200);
    post(owner.transfer(another, 500)).statusCode(200);
    deposit(200);
    // What the account pays the owner is no deposit taken back.
    post(gateway.transfer(owner, 50)).statusCode(200);
    chain.close();

    is(200, 0, 0, 0);
    assertThat(escrow(account(), another.coldkey()).deposited()).isEqualTo(new Rao(300));
    assertThat(escrow(another.coldkey(), owner.coldkey()).deposited()).isEqualTo(new Rao(500));
    assertThat(escrow(owner.coldkey(), account()).deposited()).isEqualTo(new Rao(50));
    assertThat(escrow(account(), account()).deposited()).isEqualTo(Rao.ZERO);
  }

  @Test
  void anAnswerIsHeldForAndThenChargedAndTheRestIsFree() {
    deposit(1_000);
    String key = key(owner.coldkey(), budget(600));
    UUID answer = UUID.randomUUID();

    hold(key, answer, account(), 400).statusCode(204);
    is(1_000, 0, 0, 400);
    assertThat(key(key).held()).isEqualTo(new Rao(400));
    charge(key, answer, earned(HotkeyPair.generate().hotkey(), 150)).statusCode(204);

    is(1_000, 0, 150, 0);
    assertThat(escrowOfOwner().available()).isEqualTo(new Rao(850));
    assertThat(key(key).held()).isEqualTo(Rao.ZERO);
    assertThat(key(key).spent()).isEqualTo(new Rao(150));
    refused(hold(key, UUID.randomUUID(), account(), 451), AccessRefusal.BUDGET_SPENT);
    hold(key, UUID.randomUUID(), account(), 450).statusCode(204);
  }

  @Test
  void saidTwiceAHoldAndAChargeAreDoneOnce() {
    deposit(1_000);
    String key = key(owner.coldkey(), Limits.NONE);
    UUID answer = UUID.randomUUID();
    Charge charge = earned(HotkeyPair.generate().hotkey(), 150);

    hold(key, answer, account(), 400).statusCode(204);
    hold(key, answer, account(), 400).statusCode(204);
    refused(hold(key, answer, account(), 401), AccessRefusal.HOLD_TAKEN);
    refused(hold(key, answer, owner.coldkey(), 400), AccessRefusal.HOLD_TAKEN);
    is(1_000, 0, 0, 400);
    refused(
        charge(key, answer, earned(HotkeyPair.generate().hotkey(), 401)),
        AccessRefusal.CHARGE_ABOVE_HOLD);
    charge(key, answer, charge).statusCode(204);
    charge(key, answer, charge).statusCode(204);
    refused(charge(key, answer, Charge.NOTHING), AccessRefusal.HOLD_TAKEN);
    hold(key, answer, account(), 400).statusCode(204);

    is(1_000, 0, 150, 0);
    refused(charge(key, UUID.randomUUID(), charge), AccessRefusal.NO_SUCH_HOLD);
  }

  @Test
  void anAnswerThatWasNotMadeCostsNothing() {
    deposit(1_000);
    String key = key(owner.coldkey(), Limits.NONE);
    UUID answer = UUID.randomUUID();
    hold(key, answer, account(), 1_000).statusCode(204);
    refused(hold(key, UUID.randomUUID(), account(), 1), AccessRefusal.ESCROW_EMPTY);

    charge(key, answer, Charge.NOTHING).statusCode(204);

    is(1_000, 0, 0, 0);
    assertThat(payments(account())).isEmpty();
  }

  @Test
  void aHoldThatNobodyChargesIsLetGoAndALateChargeIsRefused() {
    deposit(1_000);
    String key = key(owner.coldkey(), budget(1_000));
    String sibling = key(owner.coldkey(), Limits.NONE);
    UUID answer = UUID.randomUUID();
    hold(key, answer, account(), 1_000).statusCode(204);
    clock.forward(Duration.ofMinutes(59));
    refused(hold(sibling, UUID.randomUUID(), account(), 1), AccessRefusal.ESCROW_EMPTY);
    clock.forward(Duration.ofMinutes(1));
    Charge late = earned(HotkeyPair.generate().hotkey(), 5);
    refused(charge(key, answer, late), AccessRefusal.NO_SUCH_HOLD);

    // Another key of the same owner finds the money again.
    hold(sibling, UUID.randomUUID(), account(), 999).statusCode(204);
    refused(charge(key, answer, late), AccessRefusal.NO_SUCH_HOLD);
    is(1_000, 0, 0, 999);
    assertThat(key(key).held()).isEqualTo(Rao.ZERO);
  }

  @Test
  void whoLooksSeesWhatWasLetGo() {
    deposit(1_000);
    String key = key(owner.coldkey(), Limits.NONE);
    hold(key, UUID.randomUUID(), account(), 300).statusCode(204);
    hold(key, UUID.randomUUID(), account(), 30).statusCode(204);
    clock.forward(Duration.ofHours(2));

    is(1_000, 0, 0, 0);
    assertThat(key(key).held()).isEqualTo(Rao.ZERO);
  }

  @Test
  void aKeyThatIsNoLongerGoodHoldsNothingButIsChargedForWhatWasHeld() {
    deposit(1_000);
    String key = key(owner.coldkey(), Limits.NONE);
    UUID answer = UUID.randomUUID();
    hold(key, answer, account(), 100).statusCode(204);
    revoke(key);

    refused(hold(key, UUID.randomUUID(), account(), 1), AccessRefusal.KEY_REVOKED);
    charge(key, answer, earned(HotkeyPair.generate().hotkey(), 100)).statusCode(204);
    is(1_000, 0, 100, 0);

    ApiKey expiring = Operator.fresh(owner.coldkey(), Limits.NONE);
    store(
            new ApiKey(
                expiring.id(),
                expiring.digest(),
                "a day's",
                owner.coldkey(),
                List.of(),
                Limits.NONE,
                clock.instant().plusSeconds(60)))
        .statusCode(200);
    hold(expiring.id(), UUID.randomUUID(), account(), 1).statusCode(204);
    clock.forward(Duration.ofSeconds(60));
    refused(hold(expiring.id(), UUID.randomUUID(), account(), 1), AccessRefusal.KEY_REVOKED);
  }

  @Test
  void whoOwnedTheKeyWhenItWasHeldPays() {
    deposit(1_000);
    ApiKey key = Operator.fresh(owner.coldkey(), Limits.NONE);
    store(key).statusCode(200);
    UUID answer = UUID.randomUUID();
    hold(key.id(), answer, account(), 100).statusCode(204);
    store(new ApiKey(key.id(), key.digest(), "nobody's", null, List.of(), Limits.NONE, null))
        .statusCode(200);

    refused(hold(key.id(), UUID.randomUUID(), account(), 1), AccessRefusal.NO_OWNER);
    charge(key.id(), answer, earned(HotkeyPair.generate().hotkey(), 70)).statusCode(204);

    is(1_000, 0, 70, 0);
  }

  @Test
  void aBudgetBelowWhatIsSpentLetsNothingMoreBeHeld() {
    deposit(1_000);
    ApiKey key = Operator.fresh(owner.coldkey(), budget(500));
    store(key).statusCode(200);
    UUID answer = UUID.randomUUID();
    hold(key.id(), answer, account(), 400).statusCode(204);

    store(key.with(budget(100))).statusCode(200);

    assertThat(key(key.id()).key().limits().budget()).isEqualTo(new Rao(100));
    refused(hold(key.id(), UUID.randomUUID(), account(), 1), AccessRefusal.BUDGET_SPENT);
    charge(key.id(), answer, earned(HotkeyPair.generate().hotkey(), 60)).statusCode(204);
    refused(hold(key.id(), UUID.randomUUID(), account(), 41), AccessRefusal.BUDGET_SPENT);
    hold(key.id(), UUID.randomUUID(), account(), 40).statusCode(204);
    store(key.with(Limits.NONE)).statusCode(200);
    hold(key.id(), UUID.randomUUID(), account(), 900).statusCode(204);
  }

  @Test
  void howeverManyHoldAtOnceNoMoreIsHeldThanThereIs() throws Exception {
    deposit(10_000);
    String limited = key(owner.coldkey(), budget(3_000));
    String free = key(owner.coldkey(), Limits.NONE);
    List<Callable<Integer>> holds = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String key = i % 2 == 0 ? limited : free;
      holds.add(() -> hold(key, UUID.randomUUID(), account(), 100).extract().statusCode());
    }
    int granted = 0;
    try (var threads = Executors.newFixedThreadPool(16)) {
      for (var each : threads.invokeAll(holds)) {
        assertThat(each.get()).isIn(204, 409);
        granted += each.get() == 204 ? 1 : 0;
      }
    }

    assertThat(key(limited).held()).isEqualTo(new Rao(3_000));
    assertThat(key(free).held()).isEqualTo(new Rao((granted - 30) * 100L));
    is(10_000, 0, 0, granted * 100L);
    assertThat(granted).isEqualTo(100);
  }

  @Test
  void saidManyTimesAtOnceAHoldAndAChargeAreDoneOnce() throws Exception {
    deposit(1_000);
    String key = key(owner.coldkey(), Limits.NONE);
    UUID answer = UUID.randomUUID();
    Charge charge = earned(HotkeyPair.generate().hotkey(), 30);
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (Callable<Integer> once :
          List.<Callable<Integer>>of(
              () -> hold(key, answer, account(), 40).extract().statusCode(),
              () -> charge(key, answer, charge).extract().statusCode())) {
        for (var each : threads.invokeAll(Collections.nCopies(16, once))) {
          assertThat(each.get()).isEqualTo(204);
        }
      }
    }

    is(1_000, 0, 30, 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update escrow set held = held + 2 where deposited = refunded + spent + held + 1",
        "update escrow set refunded = refunded + 2 where deposited = refunded + spent + held + 1",
        "update api_key set held = held + 2 where budget = spent + held + 1"
      })
  void theDatabaseItselfRefusesAnOverdraft(String overdraft) {
    deposit(11);
    hold(key(owner.coldkey(), budget(11)), UUID.randomUUID(), account(), 10).statusCode(204);

    assertThatThrownBy(() -> pool.query(overdraft).executeAndAwait())
        .hasMessageContaining("violates check constraint");
  }

  @Test
  void expertsOwnersArePaidWhatTheirHotkeysEarnedInOnePaymentEach() {
    deposit(20_000);
    Purse expert = new Purse(ColdkeyPair.generate());
    HotkeyPair first = HotkeyPair.generate();
    HotkeyPair second = HotkeyPair.generate();
    HotkeyPair unknown = HotkeyPair.generate();
    post(expert.register(first, 1)).statusCode(200);
    post(expert.register(second, 1)).statusCode(200);
    spend(first.hotkey(), LEAST - 2);
    spend(unknown.hotkey(), 5_000);
    spend(second.hotkey(), 1);
    assertThat(payments(account())).as("dust waits").isEmpty();
    spend(second.hotkey(), 1);

    List<Payment> due = payments(account());

    assertThat(due)
        .singleElement()
        .satisfies(payment -> {
          assertThat(payment.payee()).isEqualTo(expert.coldkey());
          assertThat(payment.account()).isEqualTo(account());
          assertThat(payment.amount()).isEqualTo(new Rao(LEAST));
          assertThat(payment.kind()).isEqualTo(Payment.Kind.EARNED);
        });
    // Until it is posted the same is due, and what is earned meanwhile waits.
    spend(first.hotkey(), 2_000);
    assertThat(payments(account())).isEqualTo(due);
    pay(due.getFirst());
    assertThat(expert.free()).isEqualTo(LEAST);
    assertThat(payments(account()))
        .singleElement()
        .satisfies(payment -> assertThat(payment.amount()).isEqualTo(new Rao(2_000)))
        .satisfies(this::pay);
    assertThat(payments(account())).isEmpty();

    // A hotkey that registers late is paid then.
    post(expert.register(unknown, 1)).statusCode(200);
    assertThat(payments(account()))
        .singleElement()
        .satisfies(payment -> assertThat(payment.amount()).isEqualTo(new Rao(5_000)));
  }

  @Test
  void whatTheGatewaysOwnExpertsEarnStaysWhereItIs() {
    deposit(5_000);
    HotkeyPair own = HotkeyPair.generate();
    post(gateway.register(own, 1)).statusCode(200);
    spend(own.hotkey(), 3_000);

    assertThat(payments(account())).isEmpty();
    assertThat(owed()).isZero();
    is(5_000, 0, 3_000, 0);
  }

  @Test
  void manyWhoAskAtOnceGetTheSamePayments() throws Exception {
    deposit(5_000);
    Purse expert = new Purse(ColdkeyPair.generate());
    HotkeyPair hotkey = HotkeyPair.generate();
    post(expert.register(hotkey, 1)).statusCode(200);
    spend(hotkey.hotkey(), 3_000);
    List<List<Payment>> due = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      Callable<List<Payment>> ask = () -> payments(account());
      for (var each : threads.invokeAll(Collections.nCopies(8, ask))) {
        due.add(each.get());
      }
    }

    assertThat(due.getFirst()).hasSize(1);
    assertThat(due).containsOnly(due.getFirst());
  }

  @Test
  void whatIsFreeIsGivenBackOnce() {
    deposit(1_000);
    hold(key(owner.coldkey(), Limits.NONE), UUID.randomUUID(), account(), 300).statusCode(204);
    UUID id = UUID.randomUUID();
    refused(refund(account(), owner.coldkey(), id, 701), AccessRefusal.ESCROW_EMPTY);

    String first = refund(account(), owner.coldkey(), id, 700).statusCode(200).extract().asString();
    is(1_000, 700, 0, 300);
    assertThat(refund(account(), owner.coldkey(), id, 700).statusCode(200).extract().asString())
        .isEqualTo(first);
    refused(refund(account(), owner.coldkey(), id, 699), AccessRefusal.HOLD_TAKEN);
    refused(refund(account(), account(), id, 700), AccessRefusal.HOLD_TAKEN);
    refused(refund(account(), owner.coldkey(), UUID.randomUUID(), 1), AccessRefusal.ESCROW_EMPTY);

    Payment due = payments(account()).getFirst();
    assertThat(due.id()).isEqualTo(id);
    assertThat(due.kind()).isEqualTo(Payment.Kind.REFUND);
    pay(due);
    assertThat(owner.free()).isEqualTo(99_700);
    assertThat(payments(account())).isEmpty();
    refund(account(), owner.coldkey(), id, 700).statusCode(200);
    assertThat(payments(account())).isEmpty();
    is(1_000, 700, 0, 300);
  }

  @Test
  void aRefundIsNotGivenTheIdOfAnotherTransfer() {
    deposit(1_000);
    var transfer = gateway.transfer(owner, 10);
    post(transfer).statusCode(200);

    refused(
        refund(account(), owner.coldkey(), transfer.command().id(), 10), AccessRefusal.HOLD_TAKEN);
    is(1_000, 0, 0, 0);
  }

  private void spend(Hotkey hotkey, long amount) {
    String key = key(owner.coldkey(), Limits.NONE);
    UUID answer = UUID.randomUUID();
    hold(key, answer, account(), amount).statusCode(204);
    charge(key, answer, earned(hotkey, amount)).statusCode(204);
  }

  private void pay(Payment payment) {
    post(gateway.sign(
            new Command.Transfer(
                payment.id(),
                payment.account(),
                payment.payee(),
                payment.amount(),
                gateway.nextNonce())))
        .statusCode(200);
  }

  private long owed() {
    return pool.query(
            "select coalesce(sum(amount), 0)::bigint from owed where account = '" + account() + "'")
        .executeAndAwait()
        .iterator()
        .next()
        .getLong(0);
  }
}
