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
import witan.protocol.ledger.Refusal;

class RulesTest {

  private static final Coldkey ALICE = new Coldkey("0x" + "a".repeat(40));
  private static final Coldkey BOB = new Coldkey("0x" + "b".repeat(40));
  private static final Hotkey VALIDATOR = HotkeyPair.generate().hotkey();
  private static final Hotkey OTHER = HotkeyPair.generate().hotkey();
  private static final Hotkey STRANGER = HotkeyPair.generate().hotkey();
  private static final Parameters PARAMETERS = new Parameters(2, 11_796, 100, 10, 2, 1, 100);

  private final Rules rules = new Rules(PARAMETERS);
  private Books books = new Books();
  private long nonce;

  @BeforeEach
  void aliceHas100AndTwoNodes() {
    books.open(new Free(ALICE), 100);
    books.open(new Free(BOB), 0);
    books.open(new Account.Mint(), -100);
    books.open(new Subnet(1, 3, 2, 2, 7, 0));
    books.open(new Seat(1, VALIDATOR), 0);
    books.open(new Seat(1, OTHER), 1);
    books.open(VALIDATOR, new Node(ALICE, 6_000, 50));
    books.open(OTHER, new Node(ALICE, 6_000, 50));
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
    posted(unstake(1, VALIDATOR, 60));
    holds(new Free(ALICE), 100);
  }

  @Test
  void stakeMovesBetweenValidators() {
    posted(stake(1, VALIDATOR, 60));

    refused(move(4, VALIDATOR, VALIDATOR, 61), Refusal.NO_SUCH_SUBNET);
    refused(move(1, VALIDATOR, VALIDATOR, 61), Refusal.SAME_ACCOUNT);
    refused(move(1, VALIDATOR, STRANGER, 61), Refusal.NOT_REGISTERED);
    refused(move(1, VALIDATOR, OTHER, 61), Refusal.INSUFFICIENT_STAKE);
    posted(move(1, VALIDATOR, OTHER, 60));
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
    assertThat(books.uids()).containsEntry(new Seat(1, STRANGER), 2);
    assertThat(books.node(STRANGER)).contains(new Node(ALICE, 11_796, 70));
    assertThat(books.subnet(1)).contains(new Subnet(1, 3, 3, 3, 7, 1));

    refused(register(1, HotkeyPair.generate().hotkey(), ALICE, 7), Refusal.SUBNET_FULL);
  }

  @Test
  void theFirstRegistrationsOfASubnetAreFree() {
    books.open(Subnet.empty(2, 3, 7));

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
    Command[] commands = {
      transfer(ALICE, BOB, 5),
      stake(1, VALIDATOR, 20),
      move(1, VALIDATOR, OTHER, 5),
      unstake(1, OTHER, 5),
      register(1, STRANGER, ALICE, 7),
      take(VALIDATOR, ALICE, 5_000, 70).command()
    };
    for (Command command : commands) {
      Map<Account, Long> before = Map.copyOf(books.balances());
      Map<Hotkey, Node> nodes = Map.copyOf(books.nodes());
      posted(command);
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

  private record AtHeight(Command command, long height) {}

  private Command transfer(Coldkey from, Coldkey to, long amount) {
    return new Command.Transfer(UUID.randomUUID(), from, to, new Rao(amount), ++nonce);
  }

  private Command stake(int netuid, Hotkey validator, long amount) {
    return new Command.Stake(UUID.randomUUID(), ALICE, validator, netuid, new Rao(amount), ++nonce);
  }

  private Command unstake(int netuid, Hotkey validator, long amount) {
    return new Command.Unstake(
        UUID.randomUUID(), ALICE, validator, netuid, new Rao(amount), ++nonce);
  }

  private Command move(int netuid, Hotkey from, Hotkey to, long amount) {
    return new Command.MoveStake(
        UUID.randomUUID(), ALICE, from, to, netuid, new Rao(amount), ++nonce);
  }

  private Command register(int netuid, Hotkey hotkey, Coldkey coldkey, long maxBurn) {
    return new Command.Register(
        UUID.randomUUID(), coldkey, hotkey, netuid, new Rao(maxBurn), ++nonce);
  }

  private AtHeight take(Hotkey validator, Coldkey coldkey, int take, long height) {
    return new AtHeight(
        new Command.SetTake(UUID.randomUUID(), coldkey, validator, take, ++nonce), height);
  }

  private void posted(Command command) {
    posted(new AtHeight(command, 70));
  }

  private void posted(AtHeight at) {
    assertThat(rules.apply(books, at.command, at.height, "0x")).isEqualTo(new Result.Posted());
  }

  private void refused(Command command, Refusal reason) {
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
