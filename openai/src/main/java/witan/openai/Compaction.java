package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import witan.openai.ChatMessage.Role;

/**
 * A summary that stands in a conversation for what the assistant said before: {@code
 * {"type":"compaction","id":…,"encrypted_content":…}}.
 *
 * <p>The field's name is OpenAI's. Here it is the summary itself, in base64url behind a mark of its
 * version: what is summarised is the client's own, so nothing needs to be kept from it; and a
 * client that writes one itself says no more by it than by a message of the assistant's.
 *
 * @param text not blank
 */
record Compaction(String text) {

  static final String TYPE = "compaction";

  private static final String MARK = "witan1.";

  /**
   * A turn of the assistant's, because it stands for such turns: several chat templates take a
   * system's message as the first only.
   */
  private static final String LEAD = "What I said before, in short:\n";

  /** What no text that stands for others is shorter than. */
  static final int LEAST_CHARACTERS = LEAD.length() + 1;

  Compaction {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a summary that says nothing");
    }
  }

  static boolean is(JsonNode item) {
    return item.path("type").asText().equals(TYPE);
  }

  /**
   * Reads one.
   *
   * @param at the item's place in the request
   * @throws ApiException 400 if it was not made by {@link #item}
   */
  static Compaction of(Fields request, String at, JsonNode item) {
    String param = at + ".encrypted_content";
    JsonNode content = item.path("encrypted_content");
    if (content.isMissingNode() || content.isNull()) {
      throw ApiException.invalid(
          request.param(param),
          "missing_required_parameter",
          "Missing required parameter: '%s'. Send the item as POST /v1/responses/compact gave it."
              .formatted(request.param(param)));
    }
    if (!content.isTextual()) {
      throw request.wrongType(param, content, "the string that POST /v1/responses/compact gave");
    }
    String encoded = content.textValue();
    if (!encoded.startsWith(MARK)) {
      throw unreadable(request, param);
    }
    try {
      byte[] utf8 = Base64.getUrlDecoder().decode(encoded.substring(MARK.length()));
      return new Compaction(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw unreadable(request, param);
    }
  }

  private static ApiException unreadable(Fields request, String param) {
    return request.invalid(
        param,
        "this gateway can't read it. Send the item as its POST /v1/responses/compact gave it, or the messages that it stands for.");
  }

  ObjectNode item(String id) {
    String encoded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    return Json.NODES
        .objectNode()
        .put("type", TYPE)
        .put("id", id)
        .put("encrypted_content", MARK + encoded);
  }

  /** What models read. */
  ChatMessage message() {
    return new ChatMessage(Role.ASSISTANT, LEAD + text);
  }
}
