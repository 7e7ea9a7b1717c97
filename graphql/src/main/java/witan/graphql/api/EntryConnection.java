package witan.graphql.api;

import java.util.List;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.ledger.EntryInfo;

/** A page of entries, the latest first, as Relay's connections have it. */
@Type("EntryConnection")
public record EntryConnection(List<@NonNull EntryEdge> edges, PageInfo pageInfo) {

  /**
   * @param entries one more than {@code size} where there are more
   * @param goesOn whether the page follows another
   */
  static EntryConnection page(List<EntryInfo> entries, int size, boolean goesOn) {
    List<EntryEdge> edges =
        entries.stream()
            .limit(size)
            .map(entry -> new EntryEdge(EntryView.of(entry), entry.id()))
            .toList();
    return new EntryConnection(
        edges,
        new PageInfo(
            entries.size() > size,
            goesOn,
            edges.isEmpty() ? null : edges.getFirst().cursor(),
            edges.isEmpty() ? null : edges.getLast().cursor()));
  }
}
