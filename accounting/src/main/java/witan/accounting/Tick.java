package witan.accounting;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import witan.accounting.Account.Free;
import witan.accounting.Account.Mint;
import witan.accounting.Account.Pot;
import witan.accounting.Account.Reward;
import witan.accounting.block.Genesis;
import witan.consensus.tokenomics.Issuance;
import witan.consensus.tokenomics.OwnerCut;
import witan.consensus.tokenomics.Schedule;

/**
 * What the ledger's own clock moves when it closes a block: the block's emission into the subnets'
 * pots, and at a subnet's epoch the owner's part out of its pot; the rest is then set aside for
 * experts and validators. Now and then it adjusts the prices of registrations. Pure.
 */
public final class Tick {

  private final List<Genesis.Subnet> subnets;
  private final long shares;
  private final Parameters parameters;

  public Tick(Genesis genesis) {
    this.subnets = genesis.subnets();
    this.parameters = genesis.parameters();
    this.shares = subnets.stream().mapToLong(Genesis.Subnet::share).sum();
  }

  /** The accounts that it may read or change. */
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

  /** Whether it changes what is known of subnets, too. */
  public boolean changesSubnets(long height) {
    return height % parameters.priceBlocks() == 0;
  }

  /**
   * Closes the block at {@code height}.
   *
   * @param books with all that is {@link #touched}, and the subnets if they change
   * @return what was emitted, in rao
   */
  public long close(Books books, long height) {
    long emission = mint(books);
    for (Genesis.Subnet subnet : subnets) {
      if (Schedule.isDue(subnet.netuid(), subnet.tempo(), height)) {
        cut(books, subnet);
      }
    }
    if (changesSubnets(height)) {
      List.copyOf(books.subnets().values())
          .forEach(subnet -> books.put(subnet.adjusted(parameters.adjustment())));
    }
    return emission;
  }

  private long mint(Books books) {
    long issuance = -books.balance(new Mint());
    long emission = Math.min(Issuance.blockEmission(issuance), Issuance.CAP - issuance);
    long left = emission;
    for (Genesis.Subnet subnet : subnets) {
      // At most 10⁹ rao times 2³¹: no overflow.
      long part = emission * subnet.share() / shares;
      left -= part;
      emit(books, subnet, part);
    }
    // What rounding left over is the first one's that gets anything.
    Genesis.Subnet first = subnets.stream().filter(s -> s.share() > 0).findFirst().orElseThrow();
    emit(books, first, left);
    return emission;
  }

  private static void emit(Books books, Genesis.Subnet subnet, long rao) {
    if (rao > 0) {
      books.move(Entry.Kind.EMISSION, new Mint(), new Pot(subnet.netuid()), rao, "");
    }
  }

  private static void cut(Books books, Genesis.Subnet subnet) {
    Pot pot = new Pot(subnet.netuid());
    long emitted = books.balance(pot);
    OwnerCut cut = OwnerCut.of(emitted, subnet.owner() == null ? 0 : OwnerCut.DEFAULT);
    if (cut.owner() > 0 && subnet.owner() != null) {
      books.move(Entry.Kind.OWNER_CUT, pot, new Free(subnet.owner()), cut.owner(), "");
    }
    if (cut.rest() > 0) {
      books.move(Entry.Kind.REWARD, pot, new Reward(subnet.netuid()), cut.rest(), "");
    }
  }
}
