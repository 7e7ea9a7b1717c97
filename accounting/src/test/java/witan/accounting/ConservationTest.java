package witan.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import witan.accounting.Account.Free;
import witan.accounting.block.Genesis;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.NodeCommand;
import witan.protocol.ledger.NodeCommand.RevealWeights;

/** Whatever is commanded and paid, no rao appears or vanishes but by the mint, and none is owed. */
class ConservationTest {

  private static final List<Hotkey> HOTKEYS =
      IntStream.range(0, 4).mapToObj(i -> HotkeyPair.generate().hotkey()).toList();
  private static final List<Coldkey> COLDKEYS =
      IntStream.range(0, 4)
          .mapToObj(i -> new Coldkey("0x" + Integer.toString(i).repeat(40)))
          .toList();

  private static final AtomicLong NONCE = new AtomicLong(3);
  private static final AtomicLong PAID = new AtomicLong();

  static IntStream seeds() {
    int first = Integer.getInteger("seed", 0);
    return IntStream.range(first, first + 100);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theSumOfAllAccountsStaysNought(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Books books = new Books();
    Genesis genesis = genesis(random);
    genesis.subnets().forEach(subnet -> books.open(Subnet.empty(subnet)));
    Rules rules = new Rules(genesis);
    Tick tick = new Tick(genesis);
    Map<Hotkey, RevealWeights> committed = new HashMap<>();
    int posted = 0;
    long paid = 0;
    for (int height = 1; height <= 300; height++) {
      if (random.nextInt(10) == 0) {
        Coldkey lucky = any(COLDKEYS, random);
        books.move(
            Entry.Kind.EMISSION, new Account.Mint(), new Free(lucky), 1 + random.nextLong(500), "");
      }
      for (int k = 0; k < 3; k++) {
        Command command =
            random.nextInt(3) == 0 ? node(random, committed, genesis) : command(random);
        if (rules.apply(books, command, height, "0x") instanceof Result.Posted) {
          posted++;
        }
      }
      long waiting = waiting(books);
      Closed closed = tick.close(books, height);
      for (EpochRun epoch : closed.epochs()) {
        long out =
            epoch.ownerPaid()
                + epoch.expertsPaid()
                + epoch.validatorsPaid()
                + epoch.nominatorsPaid();
        // Never more than there was, and nothing vanishes.
        assertThat(out).isLessThanOrEqualTo(waiting + closed.emission());
        paid += epoch.expertsPaid() + epoch.nominatorsPaid();
      }
    }
    PAID.addAndGet(paid);

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

  /** Whatever else was random, epochs did pay. */
  @AfterAll
  static void epochsPaid() {
    assertThat(PAID.get()).isPositive();
  }

  private static long waiting(Books books) {
    return IntStream.rangeClosed(1, 2)
        .mapToLong(n -> books.balance(new Account.Pot(n)) + books.balance(new Account.Reward(n)))
        .sum();
  }

  private static Genesis genesis(SplittableRandom random) {
    return Market.genesis(
        new Parameters(1, 11_796, 10, 10, 2, 1, 100, random.nextInt(3), random.nextInt(2) * 20),
        Market.subnet(1, COLDKEYS.getFirst(), 3, 4, Market.rules(4, random.nextBoolean())),
        Market.subnet(2, null, 2, 9, Market.rules(9, random.nextBoolean())));
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

  /** Mostly what makes sense: validators reveal what they committed to. */
  private static NodeCommand node(
      SplittableRandom random, Map<Hotkey, RevealWeights> committed, Genesis genesis) {
    UUID id = new UUID(random.nextLong(), random.nextLong());
    Hotkey who = any(HOTKEYS, random);
    int netuid = 1 + random.nextInt(2);
    long nonce = NONCE.incrementAndGet();
    RevealWeights earlier = committed.get(who);
    int[] uids = IntStream.range(0, random.nextInt(3)).toArray();
    int[] weights = IntStream.range(0, uids.length).map(k -> random.nextInt(9)).toArray();
    boolean hidden =
        Objects.requireNonNull(genesis.subnets().get(netuid - 1).rules()).commitReveal();
    return switch (random.nextInt(5)) {
      case 0 -> new NodeCommand.VoteSubnets(id, who, uids, weights, nonce);
      case 1, 2 -> {
        if (!hidden) {
          yield new NodeCommand.SetWeights(id, who, netuid, uids, weights, 3, nonce);
        }
        RevealWeights fresh =
            new RevealWeights(id, who, netuid, uids, weights, new int[] {1}, 3, nonce);
        committed.put(who, fresh);
        yield new NodeCommand.CommitWeights(id, who, netuid, Commitment.of(fresh), nonce);
      }
      default ->
          earlier == null
              ? new NodeCommand.SetWeights(id, who, netuid, uids, weights, 3, nonce)
              : new RevealWeights(
                  id,
                  who,
                  earlier.netuid(),
                  earlier.uids(),
                  earlier.weights(),
                  earlier.salt(),
                  3,
                  nonce);
    };
  }

  private static <T> T any(List<T> of, SplittableRandom random) {
    return of.get(random.nextInt(of.size()));
  }
}
