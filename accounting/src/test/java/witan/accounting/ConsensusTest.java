package witan.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import witan.accounting.Account.Free;
import witan.accounting.Account.Mint;
import witan.accounting.Account.Pot;
import witan.accounting.Account.Reward;
import witan.accounting.Account.Stake;
import witan.accounting.block.Genesis;
import witan.accounting.block.State;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.NodeCommand;
import witan.protocol.ledger.NodeCommand.CommitWeights;
import witan.protocol.ledger.NodeCommand.RevealWeights;
import witan.protocol.ledger.NodeCommand.SetWeights;
import witan.protocol.ledger.NodeCommand.VoteSubnets;
import witan.protocol.ledger.Refusal;

/** From weights to pay, on a subnet with an epoch every ten blocks: 7, 17, 27 … */
class ConsensusTest {

  private static final long TAO = 1_000_000_000;
  private static final Coldkey OWNER = new Coldkey("0x" + "f".repeat(40));
  private static final Coldkey ALICE = new Coldkey("0x" + "a".repeat(40));
  private static final Coldkey BOB = new Coldkey("0x" + "b".repeat(40));
  private static final Coldkey CAROL = new Coldkey("0x" + "c".repeat(40));
  private static final Hotkey VALIDATOR = HotkeyPair.generate().hotkey();
  private static final Hotkey GOOD = HotkeyPair.generate().hotkey();
  private static final Hotkey POOR = HotkeyPair.generate().hotkey();
  private static final Hotkey STRANGER = HotkeyPair.generate().hotkey();
  private static final int[] SALT = {1, 2, 3};

  private final Books books = new Books();
  private Genesis genesis = market(true, 0);
  private Rules rules = new Rules(genesis);
  private Tick tick = new Tick(genesis);
  private long height = 1;
  private long nonce;

  private static Genesis market(boolean commitReveal, int voteBlocks) {
    return Market.genesis(
        new Parameters(16, 11_796, 100, 100, 2, TAO, 100 * TAO, 0, voteBlocks),
        Market.subnet(1, OWNER, 8, 9, Market.rules(9, commitReveal)),
        Market.subnet(2, null, 8, 99, Market.rules(99, commitReveal)));
  }

  private void founded(Genesis other) {
    genesis = other;
    rules = new Rules(genesis);
    tick = new Tick(genesis);
  }

  @BeforeEach
  void aValidatorAndTwoExperts() {
    genesis.subnets().forEach(subnet -> books.open(Subnet.empty(subnet)));
    books.open(new Mint(), -2_000);
    books.open(new Free(ALICE), 1_000);
    books.open(new Free(BOB), 1_000);
    for (Hotkey hotkey : List.of(VALIDATOR, GOOD, POOR)) {
      posted(
          new Command.Register(
              UUID.randomUUID(), hotkey.equals(POOR) ? BOB : ALICE, hotkey, 1, Rao.ZERO, ++nonce));
    }
    posted(stake(ALICE, VALIDATOR, 300));
    posted(stake(BOB, VALIDATOR, 100));
  }

  @Test
  void untilThereIsAConsensusWhatWasEmittedWaits() {
    until(17);
    assertThat(books.neuron(new Seat(1, VALIDATOR)).orElseThrow().standing().permit()).isTrue();
    assertThat(books.neuron(new Seat(1, GOOD)).orElseThrow().standing().permit()).isFalse();
    long cut = books.balance(new Free(OWNER));
    assertThat(books.balance(new Reward(1)) + cut + books.balance(new Pot(1)))
        .isEqualTo(17 * 333_333_334L);
    assertThat(books.balance(new Stake(1, VALIDATOR, ALICE))).isEqualTo(300);
  }

  @Test
  void whatIsCommittedAndRevealedPaysExpertsValidatorsAndNominators() {
    until(7);
    commit(weights(1, 1, 2, 3), height);
    until(17);
    assertThat(books.balance(new Stake(1, GOOD, ALICE))).isZero();
    reveal(weights(1, 1, 2, 3));
    List<EpochRun> epochs = until(27);

    EpochRun paid = epochs.getLast();
    assertThat(paid.number()).isEqualTo(3);
    assertThat(paid.ownerPaid()).isEqualTo(paid.emission() * 11_796 / 65_535);
    // All that had waited: of three epochs, less what the owner has had.
    long waited = 27 * 333_333_334L - books.balance(new Free(OWNER));
    long all = paid.expertsPaid() + paid.validatorsPaid() + paid.nominatorsPaid();
    long left = books.balance(new Reward(1));
    assertThat(all + left).isEqualTo(waited);
    assertThat(left).isBetween(0L, 3L);
    assertThat(paid.expertsPaid()).isBetween(waited / 2 - 3, waited / 2);
    // A quarter to three quarters, in parts of 65,535.
    assertThat(standing(GOOD).incentive()).isEqualTo(16_383);
    assertThat(standing(POOR).incentive()).isEqualTo(49_151);
    assertThat(books.balance(new Stake(1, GOOD, ALICE))).isBetween(waited / 8 - 3, waited / 8);
    assertThat(books.balance(new Stake(1, POOR, BOB)))
        .isBetween(waited * 3 / 8 - 3, waited * 3 / 8);
    // Take, then three to one by stake; what rounding left over is the owner's.
    long dividend = paid.validatorsPaid() + paid.nominatorsPaid();
    long take = dividend / 65_535 * 11_796 + dividend % 65_535 * 11_796 / 65_535;
    long bobs = books.balance(new Stake(1, VALIDATOR, BOB)) - 100;
    assertThat(bobs).isEqualTo((dividend - take) / 4);
    assertThat(books.balance(new Stake(1, VALIDATOR, ALICE)) - 300).isEqualTo(dividend - bobs);
    assertThat(sum()).isZero();
  }

  @Test
  void aCommitmentIsRevealedInTheEpochAfterItsOwnAndNeverElse() {
    until(7);
    // Height 8 begins the second epoch, 18 the third.
    commit(weights(1, 1), 8);
    refused(weights(1, 1), 17, Refusal.REVEAL_TOO_EARLY);
    refused(weights(1, 2), 18, Refusal.NO_SUCH_COMMIT);
    refused(weights(1, 1), 28, Refusal.COMMIT_EXPIRED);
    at(27);
    reveal(weights(1, 1));
    refused(weights(1, 1), 27, Refusal.NO_SUCH_COMMIT);
    assertThat(books.weights(new Place(1, 0)))
        .isEqualTo(SparseRow.of(new int[] {1}, new int[] {65_535}));
  }

  @Test
  void whatBreaksARuleIsRefusedByItsNameAndTheCommitmentStays() {
    until(7);
    at(9);
    refused(commitment(STRANGER, "00".repeat(32)), 9, Refusal.NOT_REGISTERED);
    refused(
        new CommitWeights(UUID.randomUUID(), VALIDATOR, 9, "00".repeat(32), ++nonce),
        9,
        Refusal.NO_SUCH_SUBNET);
    refused(
        new CommitWeights(UUID.randomUUID(), VALIDATOR, 2, "00".repeat(32), ++nonce),
        9,
        Refusal.NOT_REGISTERED);
    refused(
        new SetWeights(UUID.randomUUID(), VALIDATOR, 1, new int[] {1}, new int[] {1}, 3, ++nonce),
        9,
        Refusal.COMMIT_REVEAL_REQUIRED);

    breaks(Refusal.WRONG_VERSION_KEY, new Weighing(VALIDATOR, new int[] {1}, new int[] {1}, 2));
    breaks(Refusal.STAKE_TOO_LOW, new Weighing(GOOD, new int[] {1}, new int[] {1}, 3));
    breaks(Refusal.LENGTHS_DIFFER, new Weighing(VALIDATOR, new int[] {1}, new int[] {1, 2}, 3));
    breaks(Refusal.TOO_MANY_UIDS, new Weighing(VALIDATOR, new int[10_000], new int[10_000], 3));
    breaks(Refusal.DUPLICATE_UIDS, weights(1, 1, 1, 2));
    breaks(Refusal.UNKNOWN_UID, weights(3, 1));
    breaks(Refusal.TOO_FEW_WEIGHTS, weights());
  }

  /** Commits to weights, and is refused when it reveals them. */
  private void breaks(Refusal reason, Weighing weighing) {
    Seat seat = new Seat(1, weighing.who());
    // The rate is another test's.
    books.put(books.neuron(seat).orElseThrow().updated(0));
    commit(weighing, 9);
    refused(weighing, 19, reason);
    assertThat(books.neuron(seat).orElseThrow().commits()).hasSize(1);
    books.put(books.neuron(seat).orElseThrow().revealed(List.of()));
  }

  @Test
  void whoHasNoPermitMayWeighItselfAlone() {
    posted(stake(ALICE, GOOD, 10));
    Weighing others = new Weighing(GOOD, new int[] {2}, new int[] {1}, 3);
    Weighing itself = new Weighing(GOOD, new int[] {1}, new int[] {1}, 3);
    // No epoch yet, so nobody has a permit.
    commit(others, 3);
    refused(others, 9, Refusal.NO_PERMIT);
    commit(itself, 5);
    at(9);
    reveal(itself);
  }

  @Test
  void commitmentsAreLimitedInRateAndNumber() {
    until(7);
    posted(commitment(VALIDATOR, "00".repeat(32)));
    refused(commitment(VALIDATOR, "11".repeat(32)), 9, Refusal.WEIGHTS_SET_TOO_SOON);
    for (int k = 1; k < 10; k++) {
      at(8 + 2 * k);
      posted(commitment(VALIDATOR, Integer.toString(k).repeat(64)));
    }
    books.put(books.neuron(new Seat(1, VALIDATOR)).orElseThrow().updated(0));
    refused(commitment(VALIDATOR, "aa".repeat(32)), 27, Refusal.TOO_MANY_COMMITS);
    // Those of heights 8 to 16 have expired by then.
    at(28);
    posted(commitment(VALIDATOR, "aa".repeat(32)));
    assertThat(books.neuron(new Seat(1, VALIDATOR)).orElseThrow().commits()).hasSize(6);
  }

  @Test
  void openWeightsAreSetAtOnceWhereNobodyAsksForCommitments() {
    founded(market(false, 0));
    until(7);
    at(9);
    refused(commitment(VALIDATOR, "00".repeat(32)), 9, Refusal.COMMIT_REVEAL_OFF);
    refused(weights(1, 1), 9, Refusal.COMMIT_REVEAL_OFF);
    posted(open(new int[] {2, 1}, new int[] {1, 2}));
    assertThat(books.weights(new Place(1, 0)))
        .isEqualTo(SparseRow.of(new int[] {1, 2}, new int[] {65_535, 32_768}));
    refused(open(new int[] {2}, new int[] {1}), 10, Refusal.WEIGHTS_SET_TOO_SOON);
    at(11);
    posted(open(new int[] {2}, new int[] {1}));
    assertThat(until(17).getLast().expertsPaid()).isPositive();
  }

  @Test
  void validatorsVoteForTheSharesOfSubnetsByTheirStake() {
    refused(vote(VALIDATOR, new int[] {1}, new int[] {1}), 1, Refusal.VOTING_OFF);
    founded(market(true, 20));
    refused(vote(STRANGER, new int[] {1}, new int[] {1}), 1, Refusal.NOT_REGISTERED);
    refused(vote(VALIDATOR, new int[] {1}, new int[] {1, 2}), 1, Refusal.LENGTHS_DIFFER);
    refused(vote(VALIDATOR, new int[] {1, 3}, new int[] {1, 2}), 1, Refusal.NO_SUCH_SUBNET);
    refused(vote(VALIDATOR, new int[] {1, 1}, new int[] {1, 2}), 1, Refusal.DUPLICATE_UIDS);
    posted(vote(VALIDATOR, new int[] {2, 1}, new int[] {1, 3}));
    posted(vote(GOOD, new int[] {2}, new int[] {1})); // without any stake

    until(19);
    assertThat(books.subnet(1).orElseThrow().share()).isEqualTo(1);
    until(20);
    // All stake trusts both: by rank alone, three to one.
    assertThat(books.subnet(1).orElseThrow().share()).isBetween(749_999_998L, 750_000_000L);
    assertThat(books.subnet(2).orElseThrow().share()).isBetween(249_999_998L, 250_000_000L);
    long before = books.balance(new Pot(2));
    until(21);
    assertThat(books.balance(new Pot(2)) - before).isBetween(249_999_998L, 250_000_002L);
  }

  @Test
  void theStatesHashTellsWhateverDiffers() {
    until(9);
    String neurons = State.neurons(books, 1);
    String accounts = State.accounts(books);
    books.open(new Free(CAROL), 0);
    assertThat(State.accounts(books)).isEqualTo(accounts);
    books.open(CAROL, 1);
    assertThat(State.accounts(books)).isNotEqualTo(accounts);
    books.putWeights(new Place(1, 0), SparseRow.of(new int[] {1}, new int[] {0}));
    assertThat(State.neurons(books, 1)).isNotEqualTo(neurons);
  }

  /** Closes blocks up to this one; the epochs of subnet 1 among them. */
  private List<EpochRun> until(long last) {
    List<EpochRun> epochs = new ArrayList<>();
    for (; height <= last; height++) {
      epochs.addAll(tick.close(books, height).epochs());
    }
    return epochs.stream().filter(epoch -> epoch.netuid() == 1).toList();
  }

  private void at(long next) {
    height = next;
  }

  private long sum() {
    return books.balances().values().stream().mapToLong(Long::longValue).sum();
  }

  private Standing standing(Hotkey hotkey) {
    return books.neuron(new Seat(1, hotkey)).orElseThrow().standing();
  }

  private Command.Stake stake(Coldkey who, Hotkey validator, long amount) {
    return new Command.Stake(UUID.randomUUID(), who, validator, 1, new Rao(amount), ++nonce);
  }

  /** Of uids and weights in turn, to be revealed by the validator. */
  private static Weighing weights(int... pairs) {
    int[] uids = new int[pairs.length / 2];
    int[] weights = new int[uids.length];
    for (int k = 0; k < uids.length; k++) {
      uids[k] = pairs[2 * k];
      weights[k] = pairs[2 * k + 1];
    }
    return new Weighing(VALIDATOR, uids, weights, 3);
  }

  /** What is committed to and revealed. */
  private record Weighing(Hotkey who, int[] uids, int[] weights, long version) {
    RevealWeights reveal(long nonce) {
      return new RevealWeights(UUID.randomUUID(), who, 1, uids, weights, SALT, version, nonce);
    }
  }

  private SetWeights open(int[] uids, int[] weights) {
    return new SetWeights(UUID.randomUUID(), VALIDATOR, 1, uids, weights, 3, ++nonce);
  }

  private VoteSubnets vote(Hotkey who, int[] netuids, int[] weights) {
    return new VoteSubnets(UUID.randomUUID(), who, netuids, weights, ++nonce);
  }

  private CommitWeights commitment(Hotkey who, String hash) {
    return new CommitWeights(UUID.randomUUID(), who, 1, hash, ++nonce);
  }

  private void commit(Weighing weighing, long when) {
    at(when);
    posted(commitment(weighing.who(), Commitment.of(weighing.reveal(1))));
  }

  private void reveal(Weighing weighing) {
    posted(weighing.reveal(++nonce));
  }

  private void refused(Weighing weighing, long when, Refusal reason) {
    refused(weighing.reveal(++nonce), when, reason);
  }

  private void posted(Command command) {
    assertThat(rules.apply(books, command, height, "0x")).isEqualTo(new Result.Posted());
  }

  private void refused(NodeCommand command, long when, Refusal reason) {
    Map<Hotkey, Node> nodes = Map.copyOf(books.nodes());
    assertThat(rules.apply(books, command, when, "0x"))
        .isInstanceOfSatisfying(
            Result.Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    assertThat(books.nodes()).isEqualTo(nodes);
  }
}
