package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;

/** Server-sent events as OpenAI frames them, for an answer of {@code text/event-stream}. */
public final class Sse {

  /** The content type of a stream. */
  public static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";

  /** The last event. */
  public static final String DONE = "data: [DONE]\n\n";

  /** A comment, which clients ignore: keeps a silent connection open. */
  public static final String KEEP_ALIVE = ": keep-alive\n\n";

  private Sse() {}

  /** One event under the name that its {@code type} says, as Responses has them. */
  public static String typed(JsonNode json) {
    return "event: " + json.path("type").asText() + "\n" + data(json);
  }

  /** One event: a chunk, or an error in mid-stream. */
  public static String data(JsonNode json) {
    return "data: " + Json.text(json) + "\n\n";
  }
}
