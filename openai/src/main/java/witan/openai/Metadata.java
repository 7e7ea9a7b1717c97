package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a client writes on a thing that is stored: at most {@value #MOST} pairs of a name of up to
 * {@value #LONGEST_NAME} characters and a text of up to {@value #LONGEST_TEXT}.
 */
public final class Metadata {

  static final int MOST = 16;
  static final int LONGEST_NAME = 64;
  static final int LONGEST_TEXT = 512;

  private static final String NAME = "metadata";

  private Metadata() {}

  /**
   * Reads a request that changes it, {@code {"metadata":{…}}}; null takes all of it away.
   *
   * @throws ApiException 400, with what to send instead
   */
  public static ObjectNode change(byte[] json) {
    ObjectNode body = Json.object(json);
    if (!body.has(NAME)) {
      throw ApiException.invalid(
          NAME,
          "missing_required_parameter",
          "Missing required parameter: 'metadata'. Send an object such as {\"topic\":\"capitals\"}; nothing else can be changed.");
    }
    return of(new Fields(body));
  }

  /** That of a request; empty if it has none. */
  static ObjectNode of(Fields request) {
    ObjectNode metadata = Json.NODES.objectNode();
    Fields pairs = request.object(NAME);
    if (pairs == null) {
      return metadata;
    }
    if (pairs.names().size() > MOST) {
      throw request.invalid(NAME, "it has more than %d pairs. Send fewer.".formatted(MOST));
    }
    for (String name : pairs.names()) {
      JsonNode text = pairs.node(name);
      if (name.isEmpty() || name.length() > LONGEST_NAME) {
        throw request.invalid(
            NAME, "a name has 1 to %d characters. Send a shorter one.".formatted(LONGEST_NAME));
      }
      if (text == null || !text.isTextual() || text.textValue().length() > LONGEST_TEXT) {
        throw request.invalid(
            NAME,
            "each value is a string of at most %d characters. Send such.".formatted(LONGEST_TEXT));
      }
      metadata.set(name, text);
    }
    return metadata;
  }
}
