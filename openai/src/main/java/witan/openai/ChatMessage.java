package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one side of a chat said.
 *
 * @param content text; parts are joined with a line break
 */
public record ChatMessage(Role role, String content) {

  /** Who said it; {@code developer} is read as {@code system}. */
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT;

    /** As in JSON and in chat templates. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static List<ChatMessage> list(Fields request) {
    JsonNode node = request.node("messages");
    if (node == null) {
      throw ApiException.invalid(
          "messages",
          "missing_required_parameter",
          "Missing required parameter: 'messages'. Send an array such as [{\"role\":\"user\",\"content\":\"Hello\"}].");
    }
    if (!node.isArray()) {
      throw request.wrongType("messages", node, "an array of messages");
    }
    if (node.isEmpty()) {
      throw ApiException.invalid(
          "messages",
          "empty_array",
          "Invalid 'messages': the array is empty. Send at least one message with role user.");
    }
    List<ChatMessage> messages = new ArrayList<>(node.size());
    for (JsonNode entry : node) {
      messages.add(message(request, "messages[" + messages.size() + "]", entry));
    }
    return messages;
  }

  private static ChatMessage message(Fields request, String at, JsonNode entry) {
    if (!(entry instanceof ObjectNode object)) {
      throw request.wrongType(at, entry, "an object with role and content");
    }
    Role role = role(new Fields(object), at);
    refuseToolCalls(object, at);
    return new ChatMessage(role, content(request, at + ".content", object.get("content")));
  }

  private static Role role(Fields message, String at) {
    JsonNode node = message.node("role");
    if (node == null) {
      throw ApiException.invalid(
          at + ".role",
          "missing_required_parameter",
          "Missing required parameter: '%s.role'. Send system, user or assistant.".formatted(at));
    }
    if (!node.isTextual()) {
      throw message.wrongType(at + ".role", node, "system, user or assistant");
    }
    return switch (node.textValue()) {
      case "system", "developer" -> Role.SYSTEM;
      case "user" -> Role.USER;
      case "assistant" -> Role.ASSISTANT;
      case "tool", "function" ->
          throw message.unsupported(
              at + ".role",
              "the models here call no tools. Send the tool's result as the text of a user message.");
      default -> throw message.outOfRange(at + ".role", node, "system, user or assistant");
    };
  }

  private static void refuseToolCalls(ObjectNode message, String at) {
    JsonNode calls = message.get("tool_calls");
    if (calls != null && !calls.isNull() && !calls.isEmpty()) {
      throw new Fields(message)
          .unsupported(
              at + ".tool_calls",
              "the models here call no tools. Send what the assistant said as its content.");
    }
  }

  private static String content(Fields request, String at, JsonNode content) {
    if (content == null || content.isNull()) {
      throw ApiException.invalid(
          at,
          "missing_required_parameter",
          "Missing required parameter: '%s'. Send the message's text as a string.".formatted(at));
    }
    if (content.isTextual()) {
      return content.textValue();
    }
    if (!content.isArray()) {
      throw request.wrongType(at, content, "a string or an array of text parts");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode part : content) {
      texts.add(text(request, at + "[" + texts.size() + "]", part));
    }
    if (texts.isEmpty()) {
      throw request.invalid(
          at,
          "the array is empty. Send a string, or parts such as {\"type\":\"text\",\"text\":…}.");
    }
    return String.join("\n", texts);
  }

  private static String text(Fields request, String at, JsonNode part) {
    if (!part.isObject()) {
      throw request.wrongType(at, part, "an object such as {\"type\":\"text\",\"text\":\"Hello\"}");
    }
    String type = part.path("type").asText("");
    return switch (type) {
      case "text", "input_text" -> textOf(request, at + ".text", part.path("text"));
      case "refusal" -> textOf(request, at + ".refusal", part.path("refusal"));
      case "image_url", "input_image" ->
          throw request.unsupported(at, "the model does not see images. Send text parts only.");
      case "input_audio" ->
          throw request.unsupported(at, "the model does not hear audio. Send text parts only.");
      case "file", "input_file" ->
          throw request.unsupported(at, "the model reads no files. Send their text instead.");
      default ->
          throw request.invalid(at + ".type", "this type of part is not known. Send \"text\".");
    };
  }

  private static String textOf(Fields request, String at, JsonNode text) {
    if (!text.isTextual()) {
      throw request.wrongType(at, text, "a string");
    }
    return text.textValue();
  }
}
