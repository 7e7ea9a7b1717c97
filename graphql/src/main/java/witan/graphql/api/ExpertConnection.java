package witan.graphql.api;

import io.smallrye.graphql.api.Nullable;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.network.ExpertRecord;

/** A page of experts in order of their place, as Relay's connections have it. */
@Type("ExpertConnection")
public record ExpertConnection(List<@NonNull ExpertEdge> edges, PageInfo pageInfo, int totalCount) {

  private static final int DEFAULT_PAGE = 20;
  private static final int MAX_PAGE = 100;

  static ExpertConnection page(
      List<ExpertRecord> experts, @Nullable Integer first, @Nullable String after) {
    int size = Objects.requireNonNullElse(first, DEFAULT_PAGE);
    if (size < 0 || size > MAX_PAGE) {
      throw Refusals.badInput("'first' is " + size + "; send 0 to " + MAX_PAGE + ".");
    }
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
    PageInfo info =
        new PageInfo(
            to < ordered.size(),
            from > 0,
            edges.isEmpty() ? null : edges.getFirst().cursor(),
            edges.isEmpty() ? null : edges.getLast().cursor());
    return new ExpertConnection(edges, info, ordered.size());
  }
}
