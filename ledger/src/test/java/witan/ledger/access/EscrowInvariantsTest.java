package witan.ledger.access;

import static org.assertj.core.api.Assertions.assertThat;
import static witan.ledger.access.Operator.escrow;
import static witan.ledger.access.Operator.key;
import static witan.ledger.access.Operator.payments;
import static witan.ledger.command.Purse.post;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import witan.ledger.command.Chain;
import witan.ledger.command.Purse;
import witan.ledger.registry.MovableClock;
import witan.ledger.registry.Postgres;
import witan.protocol.Rao;
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

/**
 * Owners pay, hold, are charged and get back, experts earn and are paid, gateways die: whatever
 * comes in whatever order, the books agree with a model of a page, and the account can pay all who
 * have a claim on it.
 */
@QuarkusTest
@QuarkusTestResource(Postgres.class)
class EscrowInvariantsTest {

  private static final int STEPS = 120;

  @Inject Chain chain;
  @Inject MovableClock clock;
  @Inject Pool pool;

  static IntStream seeds() {
    int first = Integer.getInteger("seed", 0);
    return IntStream.range(first, first + 3);
  }

  /** A hold of the model. */
  private record Open(String key, Purse owner, long amount, Instant lapses) {}

  /** What the model knows of an owner. */
  private static final class Sums {
    private long waiting; // in the open block
    private long deposited;
    private long refunded;
    private long spent;
    private final Map<String, Long> spentByKey = new HashMap<>();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whateverComesTheBooksAgreeAndAllCanBePaid(int seed) {
    if (Purse.account(Chain.OWNER.coldkey()).free().value() < 100_000_000) {
      chain.closeAnEpoch();
    }
    new Life(new SplittableRandom(seed)).live();
  }

  private final class Life {
    private final SplittableRandom random;
    private final Purse gateway = new Purse(ColdkeyPair.generate());
    private final List<Hotkey> hotkeys = new ArrayList<>();
    private final Map<Purse, Sums> owners = new LinkedHashMap<>();
    private final Map<String, Purse> keys = new LinkedHashMap<>();
    private final Map<String, Long> budgets = new HashMap<>();
    private final Map<UUID, Open> open = new LinkedHashMap<>();
    private final Set<UUID> posted = new HashSet<>();
    private long earned;
    private int done;

    Life(SplittableRandom random) {
      this.random = random;
    }

    void live() {
      Purse expert = new Purse(ColdkeyPair.generate());
      for (int i = 0; i < 2; i++) {
        register(expert);
      }
      hotkeys.add(HotkeyPair.generate().hotkey()); // of nobody
      Purse other = Purse.with(30_000);
      register(other); // a client that serves, too
      owners.put(other, new Sums());
      owners.put(Purse.with(30_000), new Sums());
      for (Purse owner : owners.keySet()) {
        keys.put(key(owner.coldkey(), Limits.NONE), owner);
        String limited = key(owner.coldkey(), Operator.budget(4_000));
        keys.put(limited, owner);
        budgets.put(limited, 4_000L);
      }
      for (int step = 0; step < STEPS; step++) {
        step();
        if (step % 10 == 9) {
          check();
        }
      }
      assertThat(done).as("steps that were not refused").isGreaterThan(STEPS / 3);
    }

    private void register(Purse owner) {
      HotkeyPair hotkey = HotkeyPair.generate();
      post(owner.register(hotkey, 1)).statusCode(200);
      hotkeys.add(hotkey.hotkey());
    }

    private void step() {
      switch (random.nextInt(12)) {
        case 0, 1 -> deposit();
        case 2 -> close();
        case 3, 4, 5 -> hold();
        case 6, 7, 8 -> charge();
        case 9 -> refund();
        case 10 -> pay();
        default -> clock.forward(Duration.ofMinutes(random.nextInt(25)));
      }
    }

    private void deposit() {
      Purse owner = any(List.copyOf(owners.keySet()));
      long amount = 1 + random.nextLong(3_000);
      if (post(owner.transfer(gateway, amount)).extract().statusCode() == 200) {
        of(owner).waiting += amount;
        done++;
      }
    }

    private void close() {
      chain.close();
      owners
          .values()
          .forEach(sums -> {
            sums.deposited += sums.waiting;
            sums.waiting = 0;
          });
      done++;
    }

    private void hold() {
      String key = any(List.copyOf(keys.keySet()));
      Purse owner = of(key);
      long amount = 1 + random.nextLong(1_500);
      boolean isEnough =
          amount <= available(owner)
              && amount <= budgets.getOrDefault(key, Long.MAX_VALUE) - spent(key) - held(key);
      UUID id = new UUID(random.nextLong(), random.nextLong());
      int times = 1 + random.nextInt(2);
      for (int time = 0; time < times; time++) {
        Operator.hold(key, id, gateway.coldkey(), amount).statusCode(isEnough ? 204 : 409);
      }
      if (isEnough) {
        open.put(id, new Open(key, owner, amount, clock.instant().plus(Duration.ofHours(1))));
        done++;
      }
    }

    private void charge() {
      if (open.isEmpty()) {
        return;
      }
      UUID id = any(List.copyOf(open.keySet()));
      Open hold = open.get(id);
      Charge charge = shares(hold.amount);
      boolean isLate = !clock.instant().isBefore(hold.lapses);
      int times = 1 + random.nextInt(2);
      for (int time = 0; time < times; time++) {
        Operator.charge(hold.key, id, charge).statusCode(isLate ? 404 : 204);
      }
      open.remove(id);
      if (!isLate) {
        long total = charge.total().value();
        of(hold.owner).spent += total;
        of(hold.owner).spentByKey.merge(hold.key, total, Long::sum);
        earned += total;
        done++;
      }
    }

    private Charge shares(long most) {
      List<Share> shares = new ArrayList<>();
      long left = random.nextLong(most + 1);
      for (Hotkey hotkey : hotkeys) {
        long amount = random.nextLong(left + 1);
        if (amount > 0) {
          shares.add(new Share(hotkey, new Rao(amount)));
          left -= amount;
        }
      }
      return new Charge(shares);
    }

    private void refund() {
      Purse owner = any(List.copyOf(owners.keySet()));
      long amount = 1 + random.nextLong(2_000);
      boolean isEnough = amount <= available(owner);
      Operator.refund(
              gateway.coldkey(),
              owner.coldkey(),
              new UUID(random.nextLong(), random.nextLong()),
              amount)
          .statusCode(isEnough ? 200 : 409);
      if (isEnough) {
        of(owner).refunded += amount;
        done++;
      }
    }

    private void pay() {
      List<Payment> due = payments(gateway.coldkey());
      assertThat(due).noneMatch(payment -> posted.contains(payment.id()));
      assertThat(payments(gateway.coldkey())).isEqualTo(due);
      for (Payment payment : due) {
        if (random.nextBoolean()) {
          post(gateway.sign(
                  new Command.Transfer(
                      payment.id(),
                      payment.account(),
                      payment.payee(),
                      payment.amount(),
                      gateway.nextNonce())))
              .statusCode(200);
          posted.add(payment.id());
          done++;
        }
      }
    }

    private void check() {
      long claims = 0;
      for (Map.Entry<Purse, Sums> each : owners.entrySet()) {
        Sums sums = each.getValue();
        Coldkey owner = each.getKey().coldkey();
        EscrowInfo found = escrow(gateway.coldkey(), owner);
        assertThat(found)
            .isEqualTo(
                new EscrowInfo(
                    gateway.coldkey(),
                    owner,
                    new Rao(sums.deposited),
                    new Rao(sums.refunded),
                    new Rao(sums.spent),
                    new Rao(held(each.getKey()))));
        claims += sums.deposited + sums.waiting - sums.refunded - sums.spent;
      }
      keys.keySet()
          .forEach(key -> {
            assertThat(key(key).spent()).isEqualTo(new Rao(spent(key)));
            assertThat(key(key).held()).isEqualTo(new Rao(held(key)));
          });
      long owed = sum("owed where account = $1");
      long unpaid =
          sum(
              "payment where account = $1 and not done and id not in"
                  + " (select id from command where author = $1)");
      assertThat(owed + sum("payment where account = $1 and kind = 'EARNED'")).isEqualTo(earned);
      // Nobody else moves money of this account: what it has is what others can claim.
      assertThat(gateway.free()).isEqualTo(claims + owed + unpaid);
    }

    private long sum(String from) {
      return pool.preparedQuery("select coalesce(sum(amount), 0)::bigint from " + from)
          .executeAndAwait(Tuple.of(gateway.coldkey().address()))
          .iterator()
          .next()
          .getLong(0);
    }

    private long available(Purse owner) {
      Sums sums = of(owner);
      return sums.deposited - sums.refunded - sums.spent - held(owner);
    }

    private long held(Purse owner) {
      return open.values().stream()
          .filter(hold -> hold.owner.equals(owner) && clock.instant().isBefore(hold.lapses))
          .mapToLong(Open::amount)
          .sum();
    }

    private long held(String key) {
      return open.values().stream()
          .filter(hold -> hold.key.equals(key) && clock.instant().isBefore(hold.lapses))
          .mapToLong(Open::amount)
          .sum();
    }

    private long spent(String key) {
      return of(of(key)).spentByKey.getOrDefault(key, 0L);
    }

    private Purse of(String key) {
      return Objects.requireNonNull(keys.get(key));
    }

    private Sums of(Purse owner) {
      return Objects.requireNonNull(owners.get(owner));
    }

    private <T> T any(List<T> of) {
      return of.get(random.nextInt(of.size()));
    }
  }
}
