package witan.graphql.transport;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a GraphQL request.
 *
 * @param query the document's text; null where only its id was sent
 * @param documentId the document's id: its SHA-256 in lower-case hex, or what trusted documents are
 *     called; null where only its text was sent
 */
record GraphQlRequest(
    @Nullable String query,
    @Nullable String documentId,
    @Nullable String operationName,
    Map<String, Object> variables,
    Map<String, Object> extensions) {

  private static final String SHA256_PREFIX = "sha256:";
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

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
    Map<String, Object> extensions = object(json, "extensions", mapper);
    String id = documentId(json.path("documentId"), extensions);
    boolean textual = query.isTextual() && !query.textValue().isBlank();
    // Clients over WebSockets must send some query, and send an empty one beside an id.
    boolean byId = id != null && (absent(query) || query.isTextual());
    if (!textual && !byId) {
      throw new MalformedRequest(400, "'query' must be a string that is not empty.");
    }
    JsonNode name = json.path("operationName");
    if (!absent(name) && !name.isTextual()) {
      throw new MalformedRequest(400, "'operationName' must be a string or null.");
    }
    return new GraphQlRequest(
        textual ? query.textValue() : null,
        id,
        absent(name) || name.textValue().isEmpty() ? null : name.textValue(),
        object(json, "variables", mapper),
        extensions);
  }

  /** As the specification's draft on persisted documents has it, or Apollo's older extension. */
  private static @Nullable String documentId(JsonNode id, Map<String, Object> extensions) {
    if (!absent(id)) {
      if (!id.isTextual() || id.textValue().isBlank()) {
        throw new MalformedRequest(400, "'documentId' must be a string that is not empty.");
      }
      return id.textValue().startsWith(SHA256_PREFIX)
          ? id.textValue().substring(SHA256_PREFIX.length())
          : id.textValue();
    }
    return switch (extensions.get("persistedQuery")) {
      case null -> null;
      case Map<?, ?> persisted
          when Integer.valueOf(1).equals(persisted.get("version"))
              && persisted.get("sha256Hash") instanceof String hash
              && SHA256.matcher(hash).matches() ->
          hash;
      default ->
          throw new MalformedRequest(
              400, "'persistedQuery' must have the version 1 and a sha256Hash in lower-case hex.");
    };
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
