package witan.graphql.api;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.graphql.api.Nullable;
import io.smallrye.graphql.api.Subscription;
import io.smallrye.mutiny.Multi;
import java.math.BigInteger;
import java.util.List;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Query;
import witan.graphql.network.BlockFeed;
import witan.graphql.network.Bookkeeper;
import witan.graphql.network.LedgerException;
import witan.graphql.network.Metagraph;
import witan.protocol.key.Coldkey;
import witan.protocol.ledger.AccountEntry;
import witan.protocol.ledger.BlockInfo;

/** Accounts, entries and blocks. */
@GraphQLApi
public class AccountApi {

  private final Bookkeeper bookkeeper;
  private final Metagraph metagraph;
  private final BlockFeed feed;

  AccountApi(Bookkeeper bookkeeper, Metagraph metagraph, BlockFeed feed) {
    this.bookkeeper = bookkeeper;
    this.metagraph = metagraph;
    this.feed = feed;
  }

  /** A block, the latest unless a height is named; null if it is not closed and hashed yet. */
  @Query
  @RunOnVirtualThread
  public @Nullable BlockView block(@Nullable BigInteger height) throws InterruptedException {
    if (height != null && (height.signum() < 0 || height.bitLength() > 59)) {
      throw Refusals.badInput("'height' is " + height + "; blocks count from 1.");
    }
    try {
      List<BlockInfo> found =
          height == null
              ? bookkeeper.latest(2)
              : List.of(bookkeeper.block(height.longValueExact()));
      return found.stream()
          .filter(block -> block.hash() != null)
          .findFirst()
          .map(BlockView::of)
          .orElse(null);
    } catch (LedgerException e) {
      if (e.kind() == LedgerException.Kind.UNKNOWN) {
        return null;
      }
      throw Refusals.of(e);
    }
  }

  @Query
  @RunOnVirtualThread
  public @Nullable AccountView account(@Id String address) throws InterruptedException {
    Coldkey coldkey = coldkey(address);
    try {
      return AccountView.of(
          bookkeeper.account(coldkey), Once.asked(() -> metagraph.validatorsOf(coldkey)));
    } catch (LedgerException e) {
      throw Refusals.of(e);
    }
  }

  @Query
  @RunOnVirtualThread
  @Description("What moved in closed blocks, the latest first.")
  public EntryConnection entries(
      @Id String address, @Nullable @DefaultValue("20") Integer first, @Nullable String after)
      throws InterruptedException {
    Coldkey coldkey = coldkey(address);
    int size = PageInfo.size(first);
    String before = PageInfo.cursor(after, "[0-9]{1,18}-[0-9]{1,18}");
    try {
      List<AccountEntry> entries = bookkeeper.entries(coldkey, size + 1, before);
      return EntryConnection.page(entries, size, before != null);
    } catch (LedgerException e) {
      throw Refusals.of(e);
    }
  }

  @Subscription
  @NonBlocking
  public Multi<BlockView> blocks() {
    return feed.blocks().map(BlockView::of);
  }

  private static Coldkey coldkey(String address) {
    try {
      return Coldkey.parse(address);
    } catch (IllegalArgumentException e) {
      throw Refusals.badInput("'address': " + e.getMessage() + ".");
    }
  }
}
