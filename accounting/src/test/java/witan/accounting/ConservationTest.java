package witan.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import witan.accounting.Account.Free;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.Command;

/** Whatever is commanded, no rao appears or vanishes but by the mint, and none is owed. */
class ConservationTest {

  private static final List<Hotkey> HOTKEYS =
      IntStream.range(0, 4).mapToObj(i -> HotkeyPair.generate().hotkey()).toList();
  private static final List<Coldkey> COLDKEYS =
      IntStream.range(0, 4)
          .mapToObj(i -> new Coldkey("0x" + Integer.toString(i).repeat(40)))
          .toList();

  private static final AtomicLong NONCE = new AtomicLong(3);

  static IntStream seeds() {
    int first = Integer.getInteger("seed", 0);
    return IntStream.range(first, first + 100);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theSumOfAllAccountsStaysNought(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Books books = new Books();
    books.open(Subnet.empty(1, 3, 50));
    books.open(Subnet.empty(2, 2, 50));
    Rules rules = new Rules(new Parameters(1, 11_796, 10, 10, 2, 1, 100));
    int posted = 0;
    for (int height = 1; height <= 300; height++) {
      if (random.nextInt(10) == 0) {
        Coldkey lucky = any(COLDKEYS, random);
        books.move(
            Entry.Kind.EMISSION, new Account.Mint(), new Free(lucky), 1 + random.nextLong(500), "");
      }
      Command command = command(random);
      if (rules.apply(books, command, height, "0x") instanceof Result.Posted) {
        posted++;
      }
    }

    long sum = books.balances().values().stream().mapToLong(Long::longValue).sum();
    assertThat(sum).isZero();
    books
        .balances()
        .forEach((account, balance) -> {
          if (!(account instanceof Account.Mint)) {
            assertThat(balance).as(account.name()).isNotNegative();
          }
        });
    assertThat(posted).isGreaterThan(20);
    replayed(books);
  }

  // The entries alone lead to the same balances.
  private static void replayed(Books books) {
    Books again = new Books();
    books
        .entries()
        .forEach(e -> again.move(e.kind(), e.debit(), e.credit(), e.amount(), e.reference()));
    again
        .balances()
        .forEach((account, balance) ->
            assertThat(books.balance(account)).as(account.name()).isEqualTo(balance));
  }

  private static Command command(SplittableRandom random) {
    UUID id = new UUID(random.nextLong(), random.nextLong());
    Coldkey who = any(COLDKEYS, random);
    Hotkey hotkey = any(HOTKEYS, random);
    int netuid = 1 + random.nextInt(3); // the third there is not
    Rao amount = new Rao(1 + random.nextLong(random.nextInt(20) == 0 ? Long.MAX_VALUE : 200));
    long nonce = NONCE.incrementAndGet() - random.nextInt(3);
    return switch (random.nextInt(6)) {
      case 0 -> new Command.Transfer(id, who, any(COLDKEYS, random), amount, nonce);
      case 1 -> new Command.Stake(id, who, hotkey, netuid, amount, nonce);
      case 2 -> new Command.Unstake(id, who, hotkey, netuid, amount, nonce);
      case 3 -> new Command.MoveStake(id, who, hotkey, any(HOTKEYS, random), netuid, amount, nonce);
      case 4 -> new Command.Register(id, who, hotkey, netuid, amount, nonce);
      default -> new Command.SetTake(id, who, hotkey, random.nextInt(12_000), nonce);
    };
  }

  private static <T> T any(List<T> of, SplittableRandom random) {
    return of.get(random.nextInt(of.size()));
  }
}
