package witan.accounting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import witan.accounting.Account.Pot;
import witan.accounting.Account.Reward;
import witan.accounting.Account.Stake;
import witan.accounting.block.Genesis;
import witan.consensus.Epoch;
import witan.consensus.EpochInput;
import witan.consensus.EpochOutcome;
import witan.consensus.SparseRows;
import witan.consensus.tokenomics.DividendSplit;
import witan.consensus.tokenomics.OwnerCut;
import witan.protocol.key.Coldkey;

/**
 * One epoch of a subnet on the books: the owner's part is paid, Yuma Consensus run, and what has
 * been set aside paid out by it. Pure.
 *
 * <p>As in 2023, who is paid has it as stake behind the hotkey, and nominators are paid before the
 * owner, by the stakes before this epoch. Until anybody has an incentive nothing is paid, and what
 * was emitted waits.
 */
final class Consensus {

  private final Books books;
  private final Genesis.Subnet subnet;
  private final Hyperparameters rules;
  private final long height;
  private final List<Neuron> neurons;

  private long experts;
  private long validators;
  private long nominators;

  /**
   * @param books with all of the subnet's neurons, their weights, bonds and nodes, and all stakes
   *     on the subnet
   */
  Consensus(Books books, Genesis.Subnet subnet, Hyperparameters rules, long height) {
    this.books = books;
    this.subnet = subnet;
    this.rules = rules;
    this.height = height;
    this.neurons = List.copyOf(books.neurons(subnet.netuid()).values());
  }

  /** Moves a subnet's pot: the owner's part to the owner, the rest to where it waits to be paid. */
  static OwnerCut cut(Books books, Genesis.Subnet subnet) {
    Pot pot = new Pot(subnet.netuid());
    long emitted = books.balance(pot);
    OwnerCut cut = OwnerCut.of(emitted, subnet.owner() == null ? 0 : OwnerCut.DEFAULT);
    if (cut.owner() > 0 && subnet.owner() != null) {
      books.move(Entry.Kind.OWNER_CUT, pot, new Account.Free(subnet.owner()), cut.owner(), "");
    }
    if (cut.rest() > 0) {
      books.move(Entry.Kind.REWARD, pot, new Reward(subnet.netuid()), cut.rest(), "");
    }
    return cut;
  }

  EpochRun run() {
    OwnerCut cut = cut(books, subnet);
    Subnet before = books.subnet(subnet.netuid()).orElseThrow();
    long[] stake = neurons.stream().mapToLong(n -> books.stakeBehind(n.seat())).toArray();
    EpochOutcome outcome = Epoch.run(input(before, stake), rules.consensus());
    boolean agreed = anyOf(outcome.incentive());
    List<EpochRun.Paid> paid = new ArrayList<>(neurons.size());
    for (Neuron neuron : neurons) {
      int uid = neuron.uid();
      long shared = agreed ? pay(neuron, outcome) : 0;
      Neuron after = neuron.standing(standing(outcome, uid, agreed));
      books.put(after);
      SparseRow bonds = row(outcome.bonds(), uid);
      if (!bonds.equals(books.bonds(neuron.place()))) {
        books.putBonds(neuron.place(), bonds);
      }
      paid.add(new EpochRun.Paid(after, stake[uid], shared));
    }
    Subnet stepped = before.stepped(height);
    books.put(stepped);
    return new EpochRun(
        subnet.netuid(),
        stepped.epochs(),
        cut.owner() + cut.rest(),
        cut.owner(),
        experts,
        validators,
        nominators,
        paid);
  }

  private EpochInput input(Subnet before, long[] stake) {
    int n = neurons.size();
    long[] lastUpdate = new long[n];
    long[] registered = new long[n];
    boolean[] permits = new boolean[n];
    long[] commits = EpochInput.noCommits(n);
    for (Neuron neuron : neurons) {
      int uid = neuron.uid();
      lastUpdate[uid] = neuron.lastUpdate();
      registered[uid] = neuron.registeredAt();
      permits[uid] = neuron.standing().permit();
      commits[uid] =
          neuron.commits().stream()
              .filter(commit -> height <= rules.lastReveal(subnet.netuid(), commit.height()))
              .mapToLong(Neuron.Commit::height)
              .min()
              .orElse(Long.MAX_VALUE);
    }
    return new EpochInput(
        height,
        before.lastStep(),
        EpochInput.NO_OWNER,
        stake,
        lastUpdate,
        registered,
        permits,
        commits,
        matrix(books.weights(), n),
        matrix(books.bonds(), n),
        books.balance(new Reward(subnet.netuid())));
  }

  /** Pays a neuron; what was shared out by stake. */
  private long pay(Neuron neuron, EpochOutcome outcome) {
    Node node = books.node(neuron.hotkey()).orElseThrow();
    List<Stake> stakes = List.copyOf(books.stakes(neuron.seat()).values());
    long dividend = outcome.validatorEmission()[neuron.uid()];
    DividendSplit split =
        DividendSplit.of(
            dividend, node.take(), stakes.stream().mapToLong(books::balance).toArray());
    for (int i = 0; i < stakes.size(); i++) {
      move(Entry.Kind.DIVIDEND, stakes.get(i), split.parts()[i]);
    }
    Stake owners = stake(neuron, node.coldkey());
    long kept = split.take() + split.dust();
    move(Entry.Kind.TAKE, owners, kept);
    long incentive = outcome.serverEmission()[neuron.uid()];
    move(Entry.Kind.INCENTIVE, owners, incentive);
    experts += incentive;
    validators += kept;
    nominators += dividend - kept;
    return dividend - kept;
  }

  private void move(Entry.Kind kind, Stake to, long amount) {
    if (amount > 0) {
      books.move(kind, new Reward(subnet.netuid()), to, amount, "");
    }
  }

  private Stake stake(Neuron neuron, Coldkey coldkey) {
    return new Stake(subnet.netuid(), neuron.hotkey(), coldkey);
  }

  private static Standing standing(EpochOutcome outcome, int uid, boolean agreed) {
    return new Standing(
        outcome.permits()[uid],
        outcome.active()[uid],
        outcome.consensus()[uid],
        outcome.incentive()[uid],
        outcome.dividends()[uid],
        outcome.validatorTrust()[uid],
        agreed ? outcome.emission()[uid] : 0);
  }

  private SparseRows matrix(Map<Place, SparseRow> rows, int n) {
    int[] starts = new int[n + 1];
    List<SparseRow> byUid = new ArrayList<>(n);
    for (int uid = 0; uid < n; uid++) {
      SparseRow row = rows.getOrDefault(new Place(subnet.netuid(), uid), SparseRow.EMPTY);
      byUid.add(row);
      starts[uid + 1] = starts[uid] + row.size();
    }
    int[] uids = new int[starts[n]];
    int[] values = new int[uids.length];
    for (int uid = 0; uid < n; uid++) {
      SparseRow row = byUid.get(uid);
      for (int k = 0; k < row.size(); k++) {
        uids[starts[uid] + k] = row.uid(k);
        values[starts[uid] + k] = row.value(k);
      }
    }
    return new SparseRows(starts, uids, values);
  }

  private static SparseRow row(SparseRows rows, int uid) {
    int from = rows.start(uid);
    int size = rows.start(uid + 1) - from;
    int[] uids = new int[size];
    int[] values = new int[size];
    for (int k = 0; k < size; k++) {
      uids[k] = rows.uid(from + k);
      values[k] = rows.value(from + k);
    }
    return SparseRow.of(uids, values);
  }

  private static boolean anyOf(int[] values) {
    for (int value : values) {
      if (value != 0) {
        return true;
      }
    }
    return false;
  }
}
