package witan.graphql.api;

import java.util.List;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.ledger.AccountEntry;

/** A page of entries, the latest first, as Relay's connections have it. */
@Type("EntryConnection")
public record EntryConnection(List<@NonNull EntryEdge> edges, PageInfo pageInfo) {

  /**
   * @param entries one more than {@code size} where there are more
   * @param goesOn whether the page follows another
   */
  static EntryConnection page(List<AccountEntry> entries, int size, boolean goesOn) {
    List<EntryEdge> edges =
        entries.stream()
            .limit(size)
            .map(entry -> new EntryEdge(EntryView.of(entry), entry.id()))
            .toList();
    List<String> cursors = edges.stream().map(EntryEdge::cursor).toList();
    return new EntryConnection(edges, PageInfo.of(cursors, entries.size() > size, goesOn));
  }
}
