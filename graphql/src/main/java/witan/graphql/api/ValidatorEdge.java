package witan.graphql.api;

import org.eclipse.microprofile.graphql.Type;
import witan.protocol.ledger.ValidatorInfo;

/**
 * A validator on a page. Its cursor says its stake too, so that paging goes on from there when the
 * stake changes.
 */
@Type("ValidatorEdge")
public record ValidatorEdge(ValidatorView node, String cursor) {

  static ValidatorEdge of(ValidatorInfo validator) {
    return new ValidatorEdge(
        ValidatorView.of(validator), validator.stake() + "-" + validator.uid());
  }
}
