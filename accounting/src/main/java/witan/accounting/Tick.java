package witan.accounting;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import witan.accounting.Account.Free;
import witan.accounting.Account.Mint;
import witan.accounting.Account.Pot;
import witan.accounting.Account.Reward;
import witan.accounting.block.Genesis;
import witan.consensus.SparseRows;
import witan.consensus.tokenomics.Issuance;
import witan.consensus.tokenomics.Schedule;
import witan.consensus.tokenomics.SubnetVote;
import witan.protocol.key.Hotkey;

/**
 * What the ledger's own clock does when it closes a block: the block's emission goes into the
 * subnets' pots, and the epochs that are due are run and paid. Now and then it adjusts the prices
 * of registrations, and the subnets' shares to what validators voted for. Pure.
 */
public final class Tick {

  private final List<Genesis.Subnet> subnets;
  private final Parameters parameters;

  public Tick(Genesis genesis) {
    this.subnets =
        genesis.subnets().stream()
            .sorted((a, b) -> Integer.compare(a.netuid(), b.netuid()))
            .toList();
    this.parameters = genesis.parameters();
  }

  /** The accounts that it may read or change, beside the stakes that epochs and votes need. */
  public Set<Account> touched() {
    Set<Account> accounts = new LinkedHashSet<>();
    accounts.add(new Mint());
    for (Genesis.Subnet subnet : subnets) {
      accounts.add(new Pot(subnet.netuid()));
      accounts.add(new Reward(subnet.netuid()));
      if (subnet.owner() != null) {
        accounts.add(new Free(subnet.owner()));
      }
    }
    return accounts;
  }

  /**
   * The subnets of which it needs all neurons, with weights, bonds and nodes, and all stakes: those
   * with an epoch at {@code height}.
   */
  public List<Integer> epochs(long height) {
    return subnets.stream()
        .filter(subnet -> subnet.rules() != null && isDue(subnet, height))
        .map(Genesis.Subnet::netuid)
        .toList();
  }

  /** Whether it needs all nodes that voted, and all stakes behind them. */
  public boolean countsVotes(long height) {
    return parameters.voteBlocks() > 0 && height % parameters.voteBlocks() == 0;
  }

  /**
   * Closes the block at {@code height}.
   *
   * @param books with the subnets and all that is {@link #touched}, and what {@link #epochs} and
   *     {@link #countsVotes} ask for
   */
  public Closed close(Books books, long height) {
    long emission = mint(books);
    List<EpochRun> epochs = new ArrayList<>();
    for (Genesis.Subnet subnet : subnets) {
      if (isDue(subnet, height)) {
        Hyperparameters rules = subnet.rules();
        if (rules == null) {
          Consensus.cut(books, subnet);
        } else {
          epochs.add(new Consensus(books, subnet, rules, height).run());
        }
      }
    }
    if (height % parameters.priceBlocks() == 0) {
      List.copyOf(books.subnets().values())
          .forEach(subnet -> books.put(subnet.adjusted(parameters.adjustment())));
    }
    if (countsVotes(height)) {
      countVotes(books);
    }
    return new Closed(emission, epochs);
  }

  private static boolean isDue(Genesis.Subnet subnet, long height) {
    return Schedule.isDue(subnet.netuid(), subnet.tempo(), height);
  }

  private static long mint(Books books) {
    long issuance = -books.balance(new Mint());
    long emission = Math.min(Issuance.blockEmission(issuance), Issuance.CAP - issuance);
    long shares = books.subnets().values().stream().mapToLong(Subnet::share).sum();
    long left = emission;
    for (Subnet subnet : books.subnets().values()) {
      long part = Math.multiplyExact(emission, subnet.share()) / shares;
      left -= part;
      emit(books, subnet, part);
    }
    // What rounding left over is the first one's that gets anything.
    Subnet first =
        books.subnets().values().stream().filter(s -> s.share() > 0).findFirst().orElseThrow();
    emit(books, first, left);
    return emission;
  }

  private static void emit(Books books, Subnet subnet, long rao) {
    if (rao > 0) {
      books.move(Entry.Kind.EMISSION, new Mint(), new Pot(subnet.netuid()), rao, "");
    }
  }

  /** Each subnet's share becomes what a whole TAO would bring it; as they are, if nobody voted. */
  private void countVotes(Books books) {
    Map<Hotkey, Node> voters = new TreeMap<>();
    books
        .nodes()
        .forEach((hotkey, node) -> {
          if (node.votes().size() > 0) {
            voters.put(hotkey, node);
          }
        });
    long[] stake =
        voters.keySet().stream()
            .mapToLong(hotkey ->
                subnets.stream()
                    .mapToLong(s -> books.stakeBehind(new Seat(s.netuid(), hotkey)))
                    .sum())
            .toArray();
    int[][][] votes =
        voters.values().stream().map(node -> byPlace(node.votes())).toArray(int[][][]::new);
    long[] shares =
        SubnetVote.DEFAULT.emission(
            stake, SparseRows.of(votes), subnets.size(), Issuance.blockEmission(0));
    boolean any = false;
    for (long share : shares) {
      any |= share > 0;
    }
    for (int place = 0; any && place < shares.length; place++) {
      Subnet subnet = books.subnet(subnets.get(place).netuid()).orElseThrow();
      books.put(subnet.sharing(shares[place]));
    }
  }

  /** Votes by the subnets' places among all subnets. */
  private int[][] byPlace(SparseRow votes) {
    List<int[]> pairs = new ArrayList<>();
    for (int k = 0; k < votes.size(); k++) {
      for (int place = 0; place < subnets.size(); place++) {
        if (subnets.get(place).netuid() == votes.uid(k)) {
          pairs.add(new int[] {place, votes.value(k)});
        }
      }
    }
    return pairs.toArray(int[][]::new);
  }
}
