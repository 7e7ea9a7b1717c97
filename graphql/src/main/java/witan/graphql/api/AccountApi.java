package witan.graphql.api;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.graphql.api.Nullable;
import io.smallrye.graphql.api.Subscription;
import io.smallrye.mutiny.Multi;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Query;
import witan.graphql.network.BlockFeed;
import witan.graphql.network.Bookkeeper;
import witan.graphql.network.LedgerException;
import witan.protocol.key.Coldkey;
import witan.protocol.ledger.BlockInfo;
import witan.protocol.ledger.EntryInfo;

/** Accounts, entries and blocks. */
@GraphQLApi
public class AccountApi {

  private static final int DEFAULT_PAGE = 20;
  private static final int MAX_PAGE = 100;
  private static final Pattern ENTRY = Pattern.compile("[0-9]{1,18}-[0-9]{1,18}");

  private final Bookkeeper bookkeeper;
  private final BlockFeed feed;

  AccountApi(Bookkeeper bookkeeper, BlockFeed feed) {
    this.bookkeeper = bookkeeper;
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
    try {
      return AccountView.of(bookkeeper.account(coldkey(address)));
    } catch (LedgerException e) {
      throw Refusals.of(e);
    }
  }

  @Query
  @RunOnVirtualThread
  public EntryConnection entries(
      @Id String address, @Nullable @DefaultValue("20") Integer first, @Nullable String after)
      throws InterruptedException {
    Coldkey coldkey = coldkey(address);
    int size = Objects.requireNonNullElse(first, DEFAULT_PAGE);
    if (size < 0 || size > MAX_PAGE) {
      throw Refusals.badInput("'first' is " + size + "; send 0 to " + MAX_PAGE + ".");
    }
    if (after != null && !ENTRY.matcher(after).matches()) {
      throw Refusals.badInput("'after' is not a cursor of this list; send one of its cursors.");
    }
    try {
      List<EntryInfo> entries = bookkeeper.entries(coldkey, size + 1, after);
      return EntryConnection.page(entries, size, after != null);
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
