package witan.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/**
 * JSON as the network writes it: instants in ISO 8601, unknown fields ignored, so that an older
 * node understands a newer one.
 */
public final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String LONG_EXPONENT = "a number has too many digits in its exponent";

  private Json() {}

  /** The one configuration. Shared and thread-safe; not to be reconfigured. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "cannot be written as JSON: " + value.getClass().getName(), e);
    }
  }

  /**
   * @throws IllegalArgumentException if the text is not JSON, or not a valid {@code type}; the
   *     message says what is wrong, without quoting the text
   */
  public static <T> T read(String json, Class<T> type) {
    try {
      T value = MAPPER.readValue(json, type);
      if (value == null) {
        throw new IllegalArgumentException("JSON null, where a value is needed");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(reason(e), e);
    } catch (NumberFormatException e) { // which Jackson lets through
      throw new IllegalArgumentException(LONG_EXPONENT, e);
    }
  }

  /**
   * Reads any JSON.
   *
   * @throws IllegalArgumentException if the text is not JSON; the message says what is wrong,
   *     without quoting the text
   */
  public static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(reason(e), e);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(LONG_EXPONENT, e);
    }
  }

  /** What is wrong with a JSON text, in one sentence that a caller can be told. */
  public static String reason(JsonProcessingException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException refused && refused.getMessage() != null) {
        return refused.getMessage();
      }
    }
    String where =
        e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
            ? " at " + path(mapping)
            : "";
    var location = e.getLocation();
    String line =
        location == null || location.getLineNr() < 0
            ? ""
            : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    return e instanceof JsonMappingException
        ? "the JSON has a value of the wrong kind" + where + line
        : "the text is not well-formed JSON" + line;
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (var step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }
}
