package witan.graphql.api;

import java.util.List;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.ledger.ValidatorInfo;

/** A page of validators, the most stake first, as Relay's connections have it. */
@Type("ValidatorConnection")
public record ValidatorConnection(List<@NonNull ValidatorEdge> edges, PageInfo pageInfo) {

  /**
   * @param validators one more than {@code size} where there are more
   * @param goesOn whether the page follows another
   */
  static ValidatorConnection page(List<ValidatorInfo> validators, int size, boolean goesOn) {
    List<ValidatorEdge> edges = validators.stream().limit(size).map(ValidatorEdge::of).toList();
    List<String> cursors = edges.stream().map(ValidatorEdge::cursor).toList();
    return new ValidatorConnection(edges, PageInfo.of(cursors, validators.size() > size, goesOn));
  }
}
