package witan.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import witan.accounting.Account.Free;
import witan.accounting.Account.Mint;
import witan.accounting.block.Genesis;
import witan.consensus.tokenomics.Issuance;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.NodeCommand;
import witan.protocol.ledger.OwnerCommand;

/** Whatever is commanded, in whatever order: rao only move, and only what a command may touch. */
class RulesFuzzTest {

  private static final int MOST_COMMANDS = 200;

  private static final Coldkey[] COLDKEYS = {
    new Coldkey("0x" + "a".repeat(40)),
    new Coldkey("0x" + "b".repeat(40)),
    new Coldkey("0x" + "c".repeat(40))
  };
  private static final Hotkey[] HOTKEYS = {
    new Hotkey("1".repeat(64)), new Hotkey("2".repeat(64)), new Hotkey("3".repeat(64))
  };

  private final Genesis genesis =
      Market.genesis(
          new Parameters(1, 11_796, 10, 10, 2, 1, 100, 3, 20),
          Market.subnet(1, COLDKEYS[0], 2, 9),
          Market.subnet(2, null, 1, 9, Market.rules(9, false)));
  private final Rules rules = new Rules(genesis);

  @FuzzTest(maxDuration = "2m")
  void raoOnlyMoveAndARefusedCommandChangesNothing(FuzzedDataProvider data) {
    Books books = books(data, genesis);
    long height = 1;
    for (int i = 0; i < MOST_COMMANDS && data.remainingBytes() > 0; i++) {
      height += data.consumeInt(0, 20);
      Command command = command(data, books);
      State before = State.of(books);
      Result result = rules.apply(books, command, height, "0x");
      State after = State.of(books);
      switch (result) {
        case Result.Refused(var reason, var detail) -> {
          assertThat(after).isEqualTo(before);
          assertThat(detail).isNotBlank();
        }
        case Result.Posted() -> posted(command, before, after);
      }
    }
  }

  private static void posted(Command command, State before, State after) {
    assertThat(command.nonce()).isGreaterThan(before.nonce(command));
    assertThat(after.nonce(command)).isEqualTo(command.nonce());

    assertThat(after.balances.values().stream().mapToLong(Long::longValue).sum()).isZero();
    after.balances.forEach((account, balance) -> {
      if (account instanceof Mint) {
        assertThat(balance).isBetween(-Issuance.CAP, 0L);
      } else {
        assertThat(balance).as(account.name()).isNotNegative();
      }
    });

    // What a command changes is locked by whoever applies it to a database.
    Touched touched = Rules.touched(command);
    assertThat(touched.accounts()).containsAll(changed(before.balances, after.balances));
    assertThat(touched.hotkeys()).containsAll(changed(before.nodes, after.nodes));
    if (!(command instanceof Command.Register)) { // which may make room for itself
      assertThat(touched.seats()).containsAll(changed(before.neurons, after.neurons));
    }

    // The entries alone say what moved.
    Books again = new Books();
    before.balances.forEach(again::open);
    after
        .entries
        .subList(before.entries.size(), after.entries.size())
        .forEach(e -> again.move(e.kind(), e.debit(), e.credit(), e.amount(), e.reference()));
    assertThat(again.balances()).isEqualTo(after.balances);
  }

  private static <K> Set<K> changed(Map<K, ?> before, Map<K, ?> after) {
    Set<K> changed = new HashSet<>(after.keySet());
    changed.removeIf(key -> Objects.equals(before.get(key), after.get(key)));
    return changed;
  }

  /** All that the books hold. */
  private record State(
      Map<Account, Long> balances,
      Map<Coldkey, Long> nonces,
      Map<Integer, Subnet> subnets,
      Map<Seat, Neuron> neurons,
      Map<Place, SparseRow> weights,
      Map<Hotkey, Node> nodes,
      List<Entry> entries) {

    static State of(Books books) {
      return new State(
          new HashMap<>(books.balances()),
          new HashMap<>(books.nonces()),
          new HashMap<>(books.subnets()),
          neurons(books),
          new HashMap<>(books.weights()),
          new HashMap<>(books.nodes()),
          new ArrayList<>(books.entries()));
    }

    private static Map<Seat, Neuron> neurons(Books books) {
      Map<Seat, Neuron> neurons = new HashMap<>();
      books
          .neurons()
          .values()
          .forEach(of -> of.values().forEach(neuron -> neurons.put(neuron.seat(), neuron)));
      return neurons;
    }

    long nonce(Command command) {
      return switch (command) {
        case OwnerCommand c -> nonces.getOrDefault(c.coldkey(), 0L);
        case NodeCommand c -> Objects.requireNonNull(nodes.get(c.hotkey())).nonce();
      };
    }
  }

  private static Books books(FuzzedDataProvider data, Genesis genesis) {
    Books books = new Books();
    long issued = 0;
    for (Coldkey coldkey : COLDKEYS) {
      long free = data.consumeLong(0, Issuance.CAP / 3);
      books.open(new Free(coldkey), free);
      issued += free;
    }
    books.open(new Mint(), -issued);
    genesis.subnets().forEach(subnet -> books.open(Subnet.empty(subnet)));
    return books;
  }

  private static Command command(FuzzedDataProvider data, Books books) {
    UUID id = new UUID(0, books.entries().size());
    Coldkey who = data.pickValue(COLDKEYS);
    Hotkey hotkey = data.pickValue(HOTKEYS);
    int netuid = data.consumeInt(0, 2); // 0 there is not
    long last = books.nonce(who);
    long nonce =
        last < Long.MAX_VALUE && data.consumeBoolean()
            ? last + 1
            : data.consumeLong(1, Long.MAX_VALUE);
    return switch (data.consumeInt(0, 9)) {
      case 0 ->
          new Command.Transfer(
              id, who, data.pickValue(COLDKEYS), amount(data, books, new Free(who)), nonce);
      case 1 ->
          new Command.Stake(id, who, hotkey, netuid, amount(data, books, new Free(who)), nonce);
      case 2 ->
          new Command.Unstake(
              id, who, hotkey, netuid, staked(data, books, who, hotkey, netuid), nonce);
      case 3 ->
          new Command.MoveStake(
              id,
              who,
              hotkey,
              data.pickValue(HOTKEYS),
              netuid,
              staked(data, books, who, hotkey, netuid),
              nonce);
      case 4 ->
          new Command.Register(
              id, who, hotkey, netuid, new Rao(data.consumeLong(0, Long.MAX_VALUE)), nonce);
      case 5 -> new Command.SetTake(id, who, hotkey, data.consumeInt(0, 65_535), nonce);
      case 6 ->
          new NodeCommand.CommitWeights(
              id, hotkey, netuid, Commitment.of(reveal(data, id, hotkey, netuid, 1)), nonce);
      case 7 -> reveal(data, id, hotkey, netuid, nonce);
      case 8 ->
          new NodeCommand.SetWeights(
              id, hotkey, netuid, few(data, 4), few(data, 65_535), data.consumeInt(2, 3), nonce);
      default -> new NodeCommand.VoteSubnets(id, hotkey, few(data, 3), few(data, 65_535), nonce);
    };
  }

  /** Of few possible ones, so that what is committed to is revealed now and then. */
  private static NodeCommand.RevealWeights reveal(
      FuzzedDataProvider data, UUID id, Hotkey hotkey, int netuid, long nonce) {
    return new NodeCommand.RevealWeights(
        id, hotkey, netuid, few(data, 2), few(data, 1), new int[] {1}, 3, nonce);
  }

  private static int[] few(FuzzedDataProvider data, int most) {
    int[] numbers = new int[data.consumeInt(0, 3)];
    for (int k = 0; k < numbers.length; k++) {
      numbers[k] = data.consumeInt(0, most);
    }
    return numbers;
  }

  private static Rao staked(
      FuzzedDataProvider data, Books books, Coldkey who, Hotkey validator, int netuid) {
    return amount(data, books, new Account.Stake(netuid, validator, who));
  }

  /** All that is there, one more than that, or anything. */
  private static Rao amount(FuzzedDataProvider data, Books books, Account account) {
    long there = books.balance(account);
    return new Rao(
        switch (data.consumeInt(0, 3)) {
          case 0 -> Math.max(1, there);
          case 1 -> there + 1;
          case 2 -> data.consumeLong(1, 1_000);
          default -> data.consumeLong(1, Long.MAX_VALUE);
        });
  }
}
