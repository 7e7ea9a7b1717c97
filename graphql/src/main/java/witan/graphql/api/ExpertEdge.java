package witan.graphql.api;

import org.eclipse.microprofile.graphql.Type;
import witan.protocol.network.ExpertRecord;

/** An expert on a page. */
@Type("ExpertEdge")
public record ExpertEdge(ExpertView node, String cursor) {

  static ExpertEdge of(ExpertRecord expert) {
    return new ExpertEdge(ExpertView.of(expert), ExpertCursor.of(expert).text());
  }
}
