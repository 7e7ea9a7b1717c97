package witan.graphql.transport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads requests and writes results. */
@Singleton
class GraphQlJson {

  private final ObjectMapper mapper = new ObjectMapper();
  private final ObjectReader reader =
      mapper.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * @throws MalformedRequest (400) when {@code text} is not one JSON value
   */
  JsonNode read(byte[] text) {
    try {
      JsonNode node = reader.readTree(text);
      if (node == null || node.isMissingNode()) {
        throw new MalformedRequest(400, "The request has no body; send a JSON object.");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new MalformedRequest(400, "This is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new MalformedRequest(400, "This is not JSON.");
    }
  }

  Map<String, Object> map(JsonNode object) {
    return mapper.convertValue(object, new TypeReference<>() {});
  }

  byte[] write(ExecutionResult result) {
    Map<String, Object> view = new LinkedHashMap<>();
    if (!result.getErrors().isEmpty()) {
      view.put("errors", errors(result.getErrors()));
    }
    if (result.isDataPresent()) {
      view.put("data", result.getData());
    }
    return bytes(view);
  }

  List<Map<String, Object>> errors(List<GraphQLError> errors) {
    return errors.stream().map(Errors::view).toList();
  }

  byte[] bytes(Object value) {
    try {
      return mapper.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a result can't be written as JSON", e);
    }
  }
}
