package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one side of a chat said.
 *
 * @param content text; parts are joined with a line break; may be empty where there are pictures
 * @param pictures PNG, JPEG or GIF files, in their order; a user's message alone has any
 */
public record ChatMessage(Role role, String content, List<byte[]> pictures) {

  /** Copies the list. */
  public ChatMessage {
    pictures = List.copyOf(pictures);
  }

  /** A message of text alone. */
  public ChatMessage(Role role, String content) {
    this(role, content, List.of());
  }

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

  /** The messages of the field with this name; at least one. */
  static List<ChatMessage> list(Fields request, String name, Pictures pictures) {
    return list(request, name, (at, entry) -> of(request, at, entry, pictures));
  }

  /**
   * The same, of entries of other kinds too.
   *
   * @param reader of the entry at a place of the request
   */
  static List<ChatMessage> list(
      Fields request, String name, BiFunction<String, JsonNode, ChatMessage> reader) {
    JsonNode node = request.node(name);
    if (node == null) {
      throw ApiException.invalid(
          name,
          "missing_required_parameter",
          "Missing required parameter: '%s'. Send an array such as [{\"role\":\"user\",\"content\":\"Hello\"}]."
              .formatted(name));
    }
    if (!node.isArray()) {
      throw request.wrongType(name, node, "an array of messages");
    }
    if (node.isEmpty()) {
      throw ApiException.invalid(
          name,
          "empty_array",
          "Invalid '%s': the array is empty. Send at least one message with role user."
              .formatted(name));
    }
    List<ChatMessage> messages = new ArrayList<>(node.size());
    for (JsonNode entry : node) {
      messages.add(reader.apply(name + "[" + messages.size() + "]", entry));
    }
    return messages;
  }

  /** How much text there is in them. */
  static long characters(List<ChatMessage> messages) {
    return messages.stream().mapToLong(message -> message.content().length()).sum();
  }

  /**
   * The same conversation with what one side said in a row as one message: several chat templates
   * refuse two.
   */
  static List<ChatMessage> joined(List<ChatMessage> messages) {
    List<ChatMessage> joined = new ArrayList<>();
    for (ChatMessage message : messages) {
      ChatMessage last = joined.isEmpty() ? null : joined.getLast();
      if (last != null && last.role() == message.role() && last.role() != Role.SYSTEM) {
        joined.set(joined.size() - 1, last.and(message));
      } else {
        joined.add(message);
      }
    }
    return joined;
  }

  private ChatMessage and(ChatMessage next) {
    List<byte[]> all = new ArrayList<>(pictures);
    all.addAll(next.pictures());
    boolean isEither = content.isEmpty() || next.content().isEmpty();
    return new ChatMessage(role, content + (isEither ? "" : "\n\n") + next.content(), all);
  }

  /** The message of an entry at a place of the request. */
  static ChatMessage of(Fields request, String at, JsonNode entry, Pictures pictures) {
    if (!(entry instanceof ObjectNode object)) {
      throw request.wrongType(at, entry, "an object with role and content");
    }
    Role role = role(new Fields(object), at);
    refuseToolCalls(object, at);
    JsonNode content = object.get("content");
    if (content == null || !content.isArray()) {
      return new ChatMessage(role, text(request, at + ".content", content));
    }
    return parts(request, at + ".content", role, content, pictures);
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

  private static String text(Fields request, String at, @Nullable JsonNode content) {
    if (content == null || content.isNull()) {
      throw ApiException.invalid(
          at,
          "missing_required_parameter",
          "Missing required parameter: '%s'. Send the message's text as a string.".formatted(at));
    }
    if (content.isTextual()) {
      return content.textValue();
    }
    throw request.wrongType(at, content, "a string or an array of text parts");
  }

  private static ChatMessage parts(
      Fields request, String at, Role role, JsonNode content, Pictures pictures) {
    if (content.isEmpty()) {
      throw request.invalid(
          at,
          "the array is empty. Send a string, or parts such as {\"type\":\"text\",\"text\":…}.");
    }
    List<String> texts = new ArrayList<>();
    List<byte[]> files = new ArrayList<>();
    int index = 0;
    for (JsonNode part : content) {
      String here = at + "[" + index++ + "]";
      if (!part.isObject()) {
        throw request.wrongType(
            here, part, "an object such as {\"type\":\"text\",\"text\":\"Hello\"}");
      }
      switch (part.path("type").asText("")) {
        case "text", "input_text", "output_text" ->
            texts.add(textOf(request, here + ".text", part.path("text")));
        case "refusal" -> texts.add(textOf(request, here + ".refusal", part.path("refusal")));
        case "image_url", "input_image" -> {
          if (role != Role.USER) {
            throw request.unsupported(here, "only a user's message shows pictures. Send it there.");
          }
          files.add(pictures.part(request, here, part));
        }
        case "input_audio" ->
            throw request.unsupported(here, "the model does not hear audio. Send text parts only.");
        case "file", "input_file" ->
            throw request.unsupported(here, "the model reads no files. Send their text instead.");
        default ->
            throw request.invalid(
                here + ".type", "this type of part is not known. Send \"text\" or \"image_url\".");
      }
    }
    return new ChatMessage(role, String.join("\n", texts), files);
  }

  private static String textOf(Fields request, String at, JsonNode text) {
    if (!text.isTextual()) {
      throw request.wrongType(at, text, "a string");
    }
    return text.textValue();
  }
}
