package witan.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The one JSON mapper of this surface. */
final class Json {

  static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Numbers in schemas are passed on as they were sent.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private Json() {}

  /** The request's object, or the refusal of what is none. */
  static ObjectNode object(byte[] json) {
    JsonNode node;
    try {
      node = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " (line %d, column %d)"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw ApiException.invalid(
          null,
          "invalid_json",
          "The request body is not valid JSON%s. Send one JSON object, for example {\"model\":\"witan\",…}, as application/json in UTF-8."
              .formatted(where));
    } catch (NumberFormatException e) { // which Jackson lets through
      throw ApiException.invalid(
          null,
          "invalid_json",
          "A number of the request has too many digits in its exponent. Send it without one.");
    } catch (IOException e) {
      throw ApiException.invalid(
          null, "invalid_json", "The request body is not UTF-8. Send JSON in UTF-8.");
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.invalid(
        null,
        "invalid_json",
        node == null || node.isMissingNode()
            ? "The request body is empty. Send a JSON object with Content-Type: application/json."
            : "The request body is %s. Send a JSON object.".formatted(Fields.kind(node)));
  }

  static String text(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of nodes can always be written", e);
    }
  }

  static byte[] bytes(JsonNode node) {
    return text(node).getBytes(StandardCharsets.UTF_8);
  }
}
