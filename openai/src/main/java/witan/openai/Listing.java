package witan.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** One page of what is stored, as OpenAI's API lists things. */
public final class Listing {

  private Listing() {}

  /**
   * The page.
   *
   * @param data objects with an {@code id}
   * @param more whether there are others behind the last
   */
  public static ObjectNode of(List<ObjectNode> data, boolean more) {
    ObjectNode json = Json.NODES.objectNode().put("object", "list");
    ArrayNode array = json.putArray("data");
    data.forEach(array::add);
    // OpenAI's document has texts here also where there is nothing to name.
    return json.put("first_id", data.isEmpty() ? "" : data.getFirst().path("id").asText())
        .put("last_id", data.isEmpty() ? "" : data.getLast().path("id").asText())
        .put("has_more", more);
  }

  /** That a thing is gone. */
  public static ObjectNode deleted(String object, String id) {
    return Json.NODES.objectNode().put("id", id).put("object", object).put("deleted", true);
  }
}
