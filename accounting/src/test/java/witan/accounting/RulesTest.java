package witan.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import witan.accounting.Account.Free;
import witan.accounting.Account.Stake;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.OwnerCommand;
import witan.protocol.ledger.Refusal;

class RulesTest {

  private static final Coldkey ALICE = new Coldkey("0x" + "a".repeat(40));
  private static final Coldkey BOB = new Coldkey("0x" + "b".repeat(40));
  private static final Hotkey VALIDATOR = HotkeyPair.generate().hotkey();
  private static final Hotkey OTHER = HotkeyPair.generate().hotkey();
  private static final Hotkey STRANGER = HotkeyPair.generate().hotkey();
  private static final Parameters PARAMETERS = new Parameters(2, 11_796, 100, 10, 2, 1, 100, 30, 0);

  private final Rules rules =
      new Rules(
          Market.genesis(
              PARAMETERS, Market.subnet(1, ALICE, 3, 99), Market.subnet(2, null, 3, 99)));
  private Books books = new Books();
  private long nonce;

  @BeforeEach
  void aliceHas100AndTwoNodes() {
    books.open(new Free(ALICE), 100);
    books.open(new Free(BOB), 0);
    books.open(new Account.Mint(), -100);
    books.open(new Subnet(1, 3, 2, 2, 7, 0, 1, 0, 0));
    books.open(Neuron.fresh(new Place(1, 0), VALIDATOR, 50));
    books.open(Neuron.fresh(new Place(1, 1), OTHER, 40));
    books.open(VALIDATOR, Node.fresh(ALICE, 6_000, 50));
    books.open(OTHER, Node.fresh(ALICE, 6_000, 50));
  }

  @Test
  void aTransferMovesToTheLastRaoAndNotOneMore() {
    refused(transfer(ALICE, BOB, 101), Refusal.INSUFFICIENT_FUNDS);
    posted(transfer(ALICE, BOB, 100));
    holds(new Free(ALICE), 0);
    holds(new Free(BOB), 100);
    refused(transfer(ALICE, BOB, 1), Refusal.INSUFFICIENT_FUNDS);
    posted(transfer(BOB, ALICE, 1));
  }

  @Test
  void aTransferToOneselfIsRefused() {
    refused(transfer(ALICE, ALICE, 1), Refusal.SAME_ACCOUNT);
  }

  @Test
  void noncesRiseStrictlyAndOnlyPostedCommandsUseThem() {
    refused(
        new Command.Transfer(UUID.randomUUID(), ALICE, BOB, new Rao(101), 5),
        Refusal.INSUFFICIENT_FUNDS);
    posted(new Command.Transfer(UUID.randomUUID(), ALICE, BOB, new Rao(1), 5));
    refused(
        new Command.Transfer(UUID.randomUUID(), ALICE, BOB, new Rao(101), 5),
        Refusal.NONCE_TOO_LOW);
    refused(
        new Command.Transfer(UUID.randomUUID(), ALICE, BOB, new Rao(1), 4), Refusal.NONCE_TOO_LOW);
    posted(new Command.Transfer(UUID.randomUUID(), ALICE, BOB, new Rao(1), 7));
    posted(new Command.Transfer(UUID.randomUUID(), BOB, ALICE, new Rao(1), 1));
  }

  @Test
  void stakeGoesBehindAValidatorAndComesBack() {
    refused(stake(4, STRANGER, 101), Refusal.NO_SUCH_SUBNET);
    refused(stake(1, STRANGER, 101), Refusal.NOT_REGISTERED);
    refused(stake(1, VALIDATOR, 101), Refusal.INSUFFICIENT_FUNDS);
    posted(stake(1, VALIDATOR, 60));
    holds(new Free(ALICE), 40);
    holds(new Stake(1, VALIDATOR, ALICE), 60);

    refused(unstake(4, VALIDATOR, 61), Refusal.NO_SUCH_SUBNET);
    refused(unstake(1, VALIDATOR, 61), Refusal.INSUFFICIENT_STAKE);
    refused(unstake(1, OTHER, 1), Refusal.INSUFFICIENT_STAKE);
    posted(unstake(1, VALIDATOR, 60), 100);
    holds(new Free(ALICE), 100);
  }

  @Test
  void stakeThatWasAddedToStaysForAWhile() {
    posted(stake(1, VALIDATOR, 60));

    refused(new AtHeight(unstake(1, VALIDATOR, 61), 99), Refusal.INSUFFICIENT_STAKE);
    refused(new AtHeight(unstake(1, VALIDATOR, 1), 99), Refusal.STAKE_COOLING);
    refused(new AtHeight(move(1, VALIDATOR, OTHER, 1), 99), Refusal.STAKE_COOLING);
    posted(move(1, VALIDATOR, OTHER, 1), 100);
    refused(new AtHeight(unstake(1, OTHER, 1), 129), Refusal.STAKE_COOLING);
    posted(unstake(1, VALIDATOR, 59), 129);
    posted(unstake(1, OTHER, 1), 130);
    holds(new Free(ALICE), 100);
  }

  @Test
  void stakeMovesBetweenValidators() {
    posted(stake(1, VALIDATOR, 60));

    refused(move(4, VALIDATOR, VALIDATOR, 61), Refusal.NO_SUCH_SUBNET);
    refused(move(1, VALIDATOR, VALIDATOR, 61), Refusal.SAME_ACCOUNT);
    refused(move(1, VALIDATOR, STRANGER, 61), Refusal.NOT_REGISTERED);
    refused(move(1, VALIDATOR, OTHER, 61), Refusal.INSUFFICIENT_STAKE);
    posted(move(1, VALIDATOR, OTHER, 60), 100);
    holds(new Stake(1, VALIDATOR, ALICE), 0);
    holds(new Stake(1, OTHER, ALICE), 60);
  }

  @Test
  void aPlaceIsBoughtByBurning() {
    refused(register(4, VALIDATOR, BOB, 0), Refusal.NO_SUCH_SUBNET);
    refused(register(1, VALIDATOR, BOB, 0), Refusal.ALREADY_REGISTERED);
    refused(register(1, STRANGER, ALICE, 6), Refusal.BURN_ABOVE_MAXIMUM);
    refused(register(1, STRANGER, BOB, 7), Refusal.INSUFFICIENT_FUNDS);
    posted(register(1, STRANGER, ALICE, 7));
    holds(new Free(ALICE), 93);
    holds(new Account.Mint(), -93);
    assertThat(books.neuron(new Seat(1, STRANGER)))
        .contains(Neuron.fresh(new Place(1, 2), STRANGER, 70));
    assertThat(books.node(STRANGER)).contains(Node.fresh(ALICE, 11_796, 70));
    assertThat(books.subnet(1)).contains(new Subnet(1, 3, 3, 3, 7, 1, 1, 0, 0));
  }

  @Test
  void onAFullSubnetWhoWasPaidLeastHasToGoButNeverTheOwnersFirst() {
    Hotkey fourth = HotkeyPair.generate().hotkey();
    posted(register(1, STRANGER, ALICE, 7));
    books.open(new Place(1, 1), SparseRow.of(new int[] {0}, new int[] {9}), SparseRow.EMPTY);
    books.open(Neuron.fresh(new Place(1, 1), OTHER, 40).standing(paid(5)));
    books.open(Neuron.fresh(new Place(1, 2), STRANGER, 70).standing(paid(4)));

    // Uid 0 was paid nothing, but is the owner's first; uid 2 was paid least, but has just come.
    posted(register(1, fourth, ALICE, 7), 80);

    assertThat(books.neuron(new Seat(1, OTHER))).isEmpty();
    assertThat(books.neuron(new Seat(1, fourth)))
        .contains(Neuron.fresh(new Place(1, 1), fourth, 80));
    assertThat(books.weights(new Place(1, 1))).isEqualTo(SparseRow.EMPTY);
    assertThat(books.subnet(1)).contains(new Subnet(1, 3, 3, 4, 7, 2, 1, 0, 0));
    assertThat(Rules.crowded(books, register(1, OTHER, ALICE, 7), 0)).hasValue(1);
    assertThat(Rules.crowded(books, register(2, OTHER, ALICE, 7), 0)).isEmpty();
  }

  @Test
  void whereNobodyCanGoTheSubnetIsFull() {
    books.open(new Subnet(2, 1, 1, 5, 7, 0, 1, 0, 0));
    Rules owned = new Rules(Market.genesis(PARAMETERS, Market.subnet(2, ALICE, 1, 99)));
    books.open(Neuron.fresh(new Place(2, 0), VALIDATOR, 40));

    assertThat(owned.apply(books, register(2, STRANGER, ALICE, 7), 900, "0x"))
        .isInstanceOfSatisfying(
            Result.Refused.class, r -> assertThat(r.reason()).isEqualTo(Refusal.SUBNET_FULL));
  }

  private static Standing paid(long emission) {
    return new Standing(false, false, 0, 0, 0, 0, emission);
  }

  @Test
  void theFirstRegistrationsOfASubnetAreFree() {
    books.open(new Subnet(2, 3, 0, 0, 7, 0, 1, 0, 0));

    posted(register(2, STRANGER, BOB, 0));
    refused(register(2, VALIDATOR, BOB, 0), Refusal.NOT_THE_OWNER);
    posted(register(2, VALIDATOR, ALICE, 0));
    refused(register(2, OTHER, ALICE, 0), Refusal.BURN_ABOVE_MAXIMUM);
    holds(new Free(ALICE), 100);
    holds(new Account.Mint(), -100);
  }

  @Test
  void aTakeIsLoweredAtOnceAndRaisedAfterAWhile() {
    refused(take(STRANGER, BOB, 65_535, 70), Refusal.NOT_REGISTERED);
    refused(take(VALIDATOR, BOB, 65_535, 70), Refusal.NOT_THE_OWNER);
    refused(take(VALIDATOR, ALICE, 11_797, 70), Refusal.TAKE_TOO_HIGH);
    refused(take(VALIDATOR, ALICE, 6_001, 149), Refusal.TAKE_RAISED_TOO_SOON);
    posted(take(VALIDATOR, ALICE, 5_000, 149));
    posted(take(VALIDATOR, ALICE, 6_001, 150));
    refused(take(VALIDATOR, ALICE, 6_002, 249), Refusal.TAKE_RAISED_TOO_SOON);
    posted(take(VALIDATOR, ALICE, 11_796, 250));
  }

  @Test
  void everythingThatACommandTouchesIsNamedBeforehand() {
    OwnerCommand[] commands = {
      transfer(ALICE, BOB, 5),
      stake(1, VALIDATOR, 20),
      move(1, VALIDATOR, OTHER, 5),
      unstake(1, OTHER, 5),
      register(1, STRANGER, ALICE, 7),
      take(VALIDATOR, ALICE, 5_000, 70).command()
    };
    long height = 70;
    for (OwnerCommand command : commands) {
      Map<Account, Long> before = Map.copyOf(books.balances());
      Map<Hotkey, Node> nodes = Map.copyOf(books.nodes());
      posted(command, height);
      height += 30;
      Touched touched = Rules.touched(command);
      books
          .balances()
          .forEach((account, balance) -> {
            if (!balance.equals(before.getOrDefault(account, 0L))) {
              assertThat(touched.accounts()).contains(account);
            }
          });
      books
          .nodes()
          .forEach((hotkey, node) -> {
            if (!node.equals(nodes.get(hotkey))) {
              assertThat(touched.hotkeys()).contains(hotkey);
            }
          });
      assertThat(touched.accounts()).contains(new Free(command.coldkey()));
    }
  }

  private record AtHeight(OwnerCommand command, long height) {}

  private OwnerCommand transfer(Coldkey from, Coldkey to, long amount) {
    return new Command.Transfer(UUID.randomUUID(), from, to, new Rao(amount), ++nonce);
  }

  private OwnerCommand stake(int netuid, Hotkey validator, long amount) {
    return new Command.Stake(UUID.randomUUID(), ALICE, validator, netuid, new Rao(amount), ++nonce);
  }

  private OwnerCommand unstake(int netuid, Hotkey validator, long amount) {
    return new Command.Unstake(
        UUID.randomUUID(), ALICE, validator, netuid, new Rao(amount), ++nonce);
  }

  private OwnerCommand move(int netuid, Hotkey from, Hotkey to, long amount) {
    return new Command.MoveStake(
        UUID.randomUUID(), ALICE, from, to, netuid, new Rao(amount), ++nonce);
  }

  private OwnerCommand register(int netuid, Hotkey hotkey, Coldkey coldkey, long maxBurn) {
    return new Command.Register(
        UUID.randomUUID(), coldkey, hotkey, netuid, new Rao(maxBurn), ++nonce);
  }

  private AtHeight take(Hotkey validator, Coldkey coldkey, int take, long height) {
    return new AtHeight(
        new Command.SetTake(UUID.randomUUID(), coldkey, validator, take, ++nonce), height);
  }

  private void posted(OwnerCommand command) {
    posted(command, 70);
  }

  private void posted(OwnerCommand command, long height) {
    posted(new AtHeight(command, height));
  }

  private void posted(AtHeight at) {
    assertThat(rules.apply(books, at.command, at.height, "0x")).isEqualTo(new Result.Posted());
  }

  private void refused(OwnerCommand command, Refusal reason) {
    refused(new AtHeight(command, 70), reason);
  }

  private void refused(AtHeight at, Refusal reason) {
    var balances = Map.copyOf(books.balances());
    int entries = books.entries().size();
    assertThat(rules.apply(books, at.command, at.height, "0x"))
        .isInstanceOfSatisfying(
            Result.Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    assertThat(books.balances()).isEqualTo(balances);
    assertThat(books.entries()).hasSize(entries);
  }

  private void holds(Account account, long balance) {
    assertThat(books.balance(account)).isEqualTo(balance);
  }
}
