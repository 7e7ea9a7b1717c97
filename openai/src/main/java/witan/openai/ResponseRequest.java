package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import witan.mixture.Sampling;
import witan.mixture.grammar.Grammar;
import witan.openai.ChatMessage.Role;

/**
 * A checked body of {@code POST /v1/responses}.
 *
 * @param instructions what stands before the input as the system's message; null for nothing
 * @param messages the instructions, what was said before and the input; 100,000 characters at most
 * @param earlier the items that were said before the input: those of the response that this one
 *     goes on from, and of its output
 * @param input as it was sent
 * @param grammar what the answer keeps to ({@code text.format}); null for free text
 * @param topLogprobs null for no log-probabilities; else how many alternatives each token comes
 *     with, 0 to 20
 * @param store whether the answer is to be stored
 * @param background whether it is made while nobody waits for it
 * @param previousResponseId the response that this one goes on from; null for a new conversation
 * @param metadata what the client writes on it; {@link Metadata}
 * @param echoed fields that the answer repeats as they were sent
 */
public record ResponseRequest(
    String model,
    @Nullable String instructions,
    List<ChatMessage> messages,
    ArrayNode earlier,
    JsonNode input,
    Generation generation,
    @Nullable Integer maxOutputTokens,
    @Nullable Grammar grammar,
    boolean stream,
    @Nullable Integer topLogprobs,
    boolean store,
    boolean background,
    @Nullable String previousResponseId,
    ObjectNode metadata,
    ObjectNode echoed,
    WitanOptions witan) {

  private static final int MAX_TOP_LOGPROBS = 20;
  private static final int MAX_INCLUDED = 100;
  private static final String LOGPROBS = "message.output_text.logprobs";

  /** What a client may send that changes nothing here but stands in the answer. */
  private static final List<String> ECHOED =
      List.of("parallel_tool_calls", "reasoning", "text", "tool_choice", "truncation", "user");

  /** Copies the messages. */
  public ResponseRequest {
    messages = List.copyOf(messages);
  }

  /**
   * Reads and checks a request; fields that it does not know are ignored.
   *
   * @param seeds where the seed comes from if the client sends none
   * @param memory of earlier responses
   * @throws ApiException 400, with the field at fault and what to send instead
   */
  public static ResponseRequest parse(byte[] json, RandomGenerator seeds, Memory memory) {
    ObjectNode body = Json.object(json);
    Fields request = new Fields(body);
    String model = request.string("model", "witan");
    refuseWhatNeedsMoreMemory(request, memory);
    Tools.refuse(request);
    String instructions = request.optionalString("instructions", "Answer briefly.");
    String previous = request.optionalString("previous_response_id", "resp_…");
    ArrayNode earlier =
        previous == null ? Json.NODES.arrayNode() : earlier(request, previous, memory);
    List<ChatMessage> messages = messages(request, instructions, earlier);
    long characters = messages.stream().mapToLong(m -> m.content().length()).sum();
    if (previous == null) {
      PromptSize.require("input", characters);
    } else {
      PromptSize.requireTogether(characters);
    }
    boolean store = request.bool("store", true) && memory.keeps();
    ObjectNode echoed = Json.NODES.objectNode();
    ECHOED.stream()
        .filter(name -> request.node(name) != null)
        .forEach(name -> echoed.set(name, body.get(name)));
    return new ResponseRequest(
        model,
        instructions,
        messages,
        earlier,
        body.path("input"),
        Generation.ofResponse(request, seeds),
        request.optionalInteger("max_output_tokens", 1, Integer.MAX_VALUE),
        ResponseFormat.ofText(request.object("text")),
        request.bool("stream", false),
        topLogprobs(request),
        store,
        background(request, store),
        previous,
        Metadata.of(request),
        echoed,
        WitanOptions.parse(request));
  }

  /** How the answer is drawn. */
  public Sampling sampling() {
    return generation.sampling(0);
  }

  /** All items that the answer is made from, as they are stored and listed with it. */
  public ArrayNode items(RandomGenerator random) {
    return earlier.deepCopy().addAll(new InputItems(random).of(input));
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
    if (!memory.keeps()) {
      if (request.node("previous_response_id") != null) {
        throw request.unsupported(
            "previous_response_id",
            "nothing is stored here. Send the whole conversation as 'input'.");
      }
      Generation.refuseTrue(
          request,
          "background",
          "nothing is stored here that could be fetched later; the answer comes at once. Leave it out.");
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

  private static boolean background(Fields request, boolean store) {
    boolean background = request.bool("background", false);
    if (background && !store) {
      throw request.invalid(
          "background", "its answer is fetched later, so it has to be stored. Leave 'store' out.");
    }
    if (background && request.bool("stream", false)) {
      throw request.unsupported(
          "stream", "what is made in the background is fetched when it is done. Leave one out.");
    }
    return background;
  }

  private static List<ChatMessage> messages(
      Fields request, @Nullable String instructions, ArrayNode earlier) {
    Pictures pictures = new Pictures(PictureSource.NONE);
    List<ChatMessage> messages = new ArrayList<>();
    if (instructions != null) {
      messages.add(new ChatMessage(Role.SYSTEM, instructions));
    }
    if (!earlier.isEmpty()) {
      ObjectNode before = Json.NODES.objectNode();
      before.set("input", earlier);
      messages.addAll(ChatMessage.list(new Fields(before), "input", pictures));
    }
    JsonNode input = request.node("input");
    if (input != null && input.isTextual()) {
      messages.add(new ChatMessage(Role.USER, input.textValue()));
      return messages;
    }
    if (input != null && input.isArray()) {
      int index = 0;
      for (JsonNode item : input) {
        refuseOtherItems(request, "input[" + index++ + "]", item);
      }
    }
    messages.addAll(ChatMessage.list(request, "input", pictures));
    return messages;
  }

  private static void refuseOtherItems(Fields request, String at, JsonNode item) {
    switch (item.path("type").asText("message")) {
      case "message" -> {}
      case "item_reference" ->
          throw request.unsupported(at, "items can't be named here. Send the item itself.");
      case "function_call", "function_call_output" ->
          throw request.unsupported(
              at,
              "the models here call no tools. Send the tool's result as the text of a user message.");
      default ->
          throw request.unsupported(at + ".type", "only messages are read here. Send these.");
    }
  }

  private static @Nullable Integer topLogprobs(Fields request) {
    Integer top = request.optionalInteger("top_logprobs", 0, MAX_TOP_LOGPROBS);
    boolean included = request.strings("include", false, MAX_INCLUDED).contains(LOGPROBS);
    if (top != null && top > 0 && !included) {
      throw request.invalid(
          "top_logprobs", "it needs \"include\":[\"%s\"]. Send that too.".formatted(LOGPROBS));
    }
    return !included ? null : top == null ? Integer.valueOf(0) : top;
  }
}
