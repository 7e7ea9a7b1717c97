package witan.graphql.api;

import io.smallrye.graphql.api.Nullable;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Source;
import witan.graphql.network.Blocks;
import witan.graphql.network.LedgerException;
import witan.protocol.ledger.BlockInfo;

/** The blocks of entries, for all entries of a request at once. */
@GraphQLApi
public class EntryBlocks {

  private final Blocks blocks;

  EntryBlocks(Blocks blocks) {
    this.blocks = blocks;
  }

  /** One an entry, in their order; null where it is not closed and hashed yet. */
  public List<@Nullable BlockView> block(@Source List<EntryView> entries)
      throws InterruptedException {
    try {
      Map<Long, BlockInfo> found = blocks.at(entries.stream().map(EntryView::height).toList());
      return entries.stream()
          .map(entry -> found.get(entry.height()))
          .<@Nullable BlockView>map(block -> block == null ? null : BlockView.of(block))
          .toList();
    } catch (LedgerException e) {
      throw Refusals.of(e);
    }
  }
}
