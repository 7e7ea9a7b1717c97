package witan.graphql.stored;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Some of an owner's things, in order.
 *
 * @param more whether there are others behind them
 */
public record Found(List<ObjectNode> objects, boolean more) {

  /** Copies the list. */
  public Found {
    objects = List.copyOf(objects);
  }
}
