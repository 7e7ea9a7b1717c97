package witan.graphql.transport;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The four parameters of a GraphQL request. */
record GraphQlRequest(
    String query,
    @Nullable String operationName,
    Map<String, Object> variables,
    Map<String, Object> extensions) {

  /**
   * Reads a request's JSON body, or the payload of a WebSocket's {@code subscribe}.
   *
   * @throws MalformedRequest (400) when it is not an object or a parameter has the wrong type
   */
  static GraphQlRequest of(JsonNode json, GraphQlJson mapper) {
    if (!json.isObject()) {
      throw new MalformedRequest(400, "The request must be a JSON object with a 'query'.");
    }
    JsonNode query = json.path("query");
    if (!query.isTextual() || query.textValue().isBlank()) {
      throw new MalformedRequest(400, "'query' must be a string that is not empty.");
    }
    JsonNode name = json.path("operationName");
    if (!absent(name) && !name.isTextual()) {
      throw new MalformedRequest(400, "'operationName' must be a string or null.");
    }
    return new GraphQlRequest(
        query.textValue(),
        absent(name) || name.textValue().isEmpty() ? null : name.textValue(),
        object(json, "variables", mapper),
        object(json, "extensions", mapper));
  }

  private static Map<String, Object> object(JsonNode json, String field, GraphQlJson mapper) {
    JsonNode value = json.path(field);
    if (absent(value)) {
      return Map.of();
    }
    if (!value.isObject()) {
      throw new MalformedRequest(400, "'" + field + "' must be an object or null.");
    }
    return mapper.map(value);
  }

  private static boolean absent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
