package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that can be asked.
 *
 * @param created seconds since 1970
 * @param witan what this network says of it beyond OpenAI's fields; null for nothing
 */
public record Model(String id, long created, String ownedBy, @Nullable JsonNode witan) {

  /** A model of which nothing more is said. */
  public Model(String id, long created, String ownedBy) {
    this(id, created, ownedBy, null);
  }

  /** The answer to {@code GET /v1/models/{id}}. */
  public ObjectNode json() {
    ObjectNode json =
        Json.NODES
            .objectNode()
            .put("id", id)
            .put("object", "model")
            .put("created", created)
            .put("owned_by", ownedBy);
    if (witan != null) {
      json.set("witan", witan);
    }
    return json;
  }

  /** The answer to {@code GET /v1/models}. */
  public static ObjectNode list(List<Model> models) {
    ObjectNode json = Json.NODES.objectNode().put("object", "list");
    ArrayNode data = json.putArray("data");
    models.forEach(model -> data.add(model.json()));
    return json;
  }

  /**
   * The model with this id.
   *
   * @throws ApiException 404 if there is none
   */
  public static Model find(List<Model> models, String id) {
    return models.stream()
        .filter(model -> model.id().equals(id))
        .findFirst()
        .orElseThrow(() -> ApiException.modelNotFound(id));
  }
}
