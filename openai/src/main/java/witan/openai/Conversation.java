package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import witan.openai.ChatMessage.Role;

/**
 * What has been said where a response is asked for, counted or shortened.
 *
 * @param instructions what stands before all else as the system's message; null for nothing
 * @param previousResponseId the response that it goes on from; null for a new conversation
 * @param earlier the items that were said before the input: those of the response that this one
 *     goes on from, and of its output
 * @param input as it was sent; a missing node if none was
 * @param messages the instructions, what was said before and the input, as models read them;
 *     100,000 characters at most
 */
public record Conversation(
    @Nullable String instructions,
    @Nullable String previousResponseId,
    ArrayNode earlier,
    JsonNode input,
    List<ChatMessage> messages) {

  /** Copies the messages. */
  public Conversation {
    messages = List.copyOf(messages);
  }

  /** One to be answered: there is an input. */
  static Conversation toAnswer(Fields request, Memory memory) {
    return read(request, memory, true);
  }

  /** One that may be empty. */
  static Conversation toLookAt(Fields request, Memory memory) {
    return read(request, memory, false);
  }

  private static Conversation read(Fields request, Memory memory, boolean toAnswer) {
    refuseWhatNeedsMoreMemory(request, memory);
    String instructions = request.optionalString("instructions", "Answer briefly.");
    String previous = request.optionalString("previous_response_id", "resp_…");
    ArrayNode earlier =
        previous == null ? Json.NODES.arrayNode() : earlier(request, previous, memory);
    JsonNode input = request.node("input");
    List<ChatMessage> messages = new ArrayList<>();
    if (instructions != null) {
      messages.add(new ChatMessage(Role.SYSTEM, instructions));
    }
    Pictures pictures = new Pictures(PictureSource.NONE);
    if (!earlier.isEmpty()) {
      ObjectNode before = Json.NODES.objectNode();
      before.set("input", earlier);
      messages.addAll(items(new Fields(before), pictures));
    }
    if (input != null && input.isTextual()) {
      messages.add(new ChatMessage(Role.USER, input.textValue()));
    } else if (input != null || toAnswer) {
      messages.addAll(items(request, pictures));
    }
    if (isCompacted(earlier) || (input != null && isCompacted(input))) {
      // Its users' messages follow one another.
      messages = ChatMessage.joined(messages);
    }
    long characters = ChatMessage.characters(messages);
    if (previous == null) {
      PromptSize.require("input", characters);
    } else {
      PromptSize.requireTogether(characters);
    }
    return new Conversation(
        instructions,
        previous,
        earlier,
        input == null ? Json.NODES.missingNode() : input,
        messages);
  }

  private static void refuseWhatNeedsMoreMemory(Fields request, Memory memory) {
    for (String name : List.of("conversation", "prompt")) {
      if (request.node(name) != null) {
        throw request.unsupported(
            name,
            memory.keeps()
                ? "only responses are stored here. Go on from one by 'previous_response_id'."
                : "nothing is stored here. Send the whole conversation as 'input'.");
      }
    }
    if (!memory.keeps() && request.node("previous_response_id") != null) {
      throw request.unsupported(
          "previous_response_id",
          "nothing is stored here. Send the whole conversation as 'input'.");
    }
  }

  private static ArrayNode earlier(Fields request, String previous, Memory memory) {
    return memory
        .conversation(previous)
        .orElseThrow(() ->
            ApiException.invalid(
                request.param("previous_response_id"),
                "previous_response_not_found",
                "Previous response with id '%s' not found. Send the whole conversation as 'input'."
                    .formatted(ApiException.shortened(previous))));
  }

  private static List<ChatMessage> items(Fields request, Pictures pictures) {
    return ChatMessage.list(request, "input", (at, item) -> item(request, at, item, pictures));
  }

  private static ChatMessage item(Fields request, String at, JsonNode item, Pictures pictures) {
    return switch (item.path("type").asText("message")) {
      case "message" -> ChatMessage.of(request, at, item, pictures);
      case Compaction.TYPE -> Compaction.of(request, at, item).message();
      case "item_reference" ->
          throw request.unsupported(at, "items can't be named here. Send the item itself.");
      case "function_call", "function_call_output" ->
          throw request.unsupported(
              at,
              "the models here call no tools. Send the tool's result as the text of a user message.");
      default ->
          throw request.unsupported(
              at + ".type",
              "only messages are read here, and compactions of this gateway's. Send these.");
    };
  }

  private static boolean isCompacted(JsonNode items) {
    return StreamSupport.stream(items.spliterator(), false).anyMatch(Compaction::is);
  }

  /** All items of it, as they are stored and listed. */
  ArrayNode items(RandomGenerator random) {
    return earlier.deepCopy().addAll(new InputItems(random).of(input));
  }
}
