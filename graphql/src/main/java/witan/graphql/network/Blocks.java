package witan.graphql.network;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import witan.protocol.ledger.BlockInfo;

/**
 * Closed blocks by their heights, those that lie close together in one call. A closed and hashed
 * block never changes and is kept.
 */
@ApplicationScoped
public class Blocks {

  private static final int PAGE = 100;
  private static final int KEPT = 10_000;

  private final Ledger ledger;
  private final Cache<Long, BlockInfo> known = Caffeine.newBuilder().maximumSize(KEPT).build();

  @Inject
  public Blocks(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * The blocks at these heights; none where it is not closed and hashed yet.
   *
   * @throws LedgerException when the ledger can't be asked
   */
  public Map<Long, BlockInfo> at(Collection<Long> heights) throws InterruptedException {
    Map<Long, BlockInfo> found = new HashMap<>(known.getAllPresent(heights));
    NavigableSet<Long> missing = new TreeSet<>(heights);
    missing.removeAll(found.keySet());
    while (!missing.isEmpty()) {
      long highest = missing.last();
      NavigableSet<Long> page = missing.tailSet(highest - PAGE + 1, true);
      for (BlockInfo block : page(highest, Math.toIntExact(highest - page.first() + 1))) {
        if (block.hash() != null && page.contains(block.height())) {
          found.put(block.height(), block);
          known.put(block.height(), block);
        }
      }
      page.clear();
    }
    return found;
  }

  private BlockInfo[] page(long highest, int count) throws InterruptedException {
    return ledger.read(
        "/blocks?first=%d&before=%d".formatted(count, highest + 1),
        BlockInfo[].class,
        "There are no blocks.");
  }
}
