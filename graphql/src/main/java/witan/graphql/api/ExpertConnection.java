package witan.graphql.api;

import io.smallrye.graphql.api.Nullable;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.network.ExpertRecord;

/** A page of experts in order of their place, as Relay's connections have it. */
@Type("ExpertConnection")
public record ExpertConnection(List<@NonNull ExpertEdge> edges, PageInfo pageInfo, int totalCount) {

  static ExpertConnection page(
      List<ExpertRecord> experts, @Nullable Integer first, @Nullable String after) {
    int size = PageInfo.size(first);
    List<ExpertRecord> ordered =
        experts.stream().sorted(Comparator.comparing(ExpertCursor::of)).toList();
    int from = 0;
    if (after != null) {
      ExpertCursor cursor = ExpertCursor.parse(after);
      while (from < ordered.size() && ExpertCursor.of(ordered.get(from)).compareTo(cursor) <= 0) {
        from++;
      }
    }
    int to = Math.min(ordered.size(), from + size);
    List<ExpertEdge> edges = ordered.subList(from, to).stream().map(ExpertEdge::of).toList();
    List<String> cursors = edges.stream().map(ExpertEdge::cursor).toList();
    return new ExpertConnection(
        edges, PageInfo.of(cursors, to < ordered.size(), from > 0), ordered.size());
  }
}
