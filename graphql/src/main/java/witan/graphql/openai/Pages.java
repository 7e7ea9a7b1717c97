package witan.graphql.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import witan.graphql.stored.Wanted;
import witan.openai.ApiException;
import witan.openai.Listing;

/** Pages of a list that is read as a whole: the messages of a chat, the input of a response. */
final class Pages {

  private Pages() {}

  static ObjectNode of(ArrayNode all, Wanted wanted) {
    List<ObjectNode> ordered = new ArrayList<>();
    all.forEach(one -> ordered.add((ObjectNode) one));
    List<ObjectNode> inOrder = wanted.ascending() ? ordered : ordered.reversed();
    int from = 0;
    if (wanted.after() != null) {
      List<String> ids = inOrder.stream().map(one -> one.path("id").asText()).toList();
      from = ids.indexOf(wanted.after()) + 1;
      if (from == 0) {
        throw unknown();
      }
    }
    int to = Math.min(inOrder.size(), from + wanted.limit());
    return Listing.of(inOrder.subList(from, to), to < inOrder.size());
  }

  /** 400: there is nothing behind which the page would begin. */
  static ApiException unknown() {
    return ApiException.invalid(
        "after",
        "invalid_value",
        "Invalid 'after': there is no such thing in this list any more. Send the last_id of a page, or begin without it.");
  }
}
