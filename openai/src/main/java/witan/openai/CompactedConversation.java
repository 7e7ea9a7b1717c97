package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request to shorten a conversation.
 *
 * @param created seconds since 1970
 * @param output the items that a client sends as its next input
 * @param usage of writing the summary; zero if none was needed
 */
public record CompactedConversation(String id, long created, ArrayNode output, Usage usage) {

  /**
   * As it is sent.
   *
   * @param witan who wrote the summary; null if nobody did
   */
  public ObjectNode json(@Nullable JsonNode witan) {
    ObjectNode json =
        Json.NODES
            .objectNode()
            .put("id", id)
            .put("object", "response.compaction")
            .put("created_at", created);
    json.set("output", output);
    json.set("usage", usage.ofResponse());
    if (witan != null) {
      json.set("witan", witan);
    }
    return json;
  }
}
