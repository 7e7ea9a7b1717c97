package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
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
 * @param messages the instructions and the input; 100,000 characters at most
 * @param grammar what the answer keeps to ({@code text.format}); null for free text
 * @param topLogprobs null for no log-probabilities; else how many alternatives each token comes
 *     with, 0 to 20
 * @param echoed fields that the answer repeats as they were sent
 */
public record ResponseRequest(
    String model,
    @Nullable String instructions,
    List<ChatMessage> messages,
    Generation generation,
    @Nullable Integer maxOutputTokens,
    @Nullable Grammar grammar,
    boolean stream,
    @Nullable Integer topLogprobs,
    ObjectNode echoed,
    WitanOptions witan) {

  private static final int MAX_TOP_LOGPROBS = 20;
  private static final int MAX_INCLUDED = 100;
  private static final String LOGPROBS = "message.output_text.logprobs";

  /** What a client may send that changes nothing here but stands in the answer. */
  private static final List<String> ECHOED =
      List.of(
          "metadata",
          "parallel_tool_calls",
          "reasoning",
          "text",
          "tool_choice",
          "truncation",
          "user");

  /** Copies the messages. */
  public ResponseRequest {
    messages = List.copyOf(messages);
  }

  /**
   * Reads and checks a request; fields that it does not know are ignored.
   *
   * @param seeds where the seed comes from if the client sends none
   * @throws ApiException 400, with the field at fault and what to send instead
   */
  public static ResponseRequest parse(byte[] json, RandomGenerator seeds) {
    ObjectNode body = Json.object(json);
    Fields request = new Fields(body);
    String model = request.string("model", "witan");
    refuseWhatNeedsAMemory(request);
    Tools.refuse(request);
    String instructions = request.optionalString("instructions", "Answer briefly.");
    List<ChatMessage> messages = messages(request, instructions);
    PromptSize.require("input", messages.stream().mapToLong(m -> m.content().length()).sum());
    ObjectNode echoed = Json.NODES.objectNode();
    ECHOED.stream()
        .filter(name -> request.node(name) != null)
        .forEach(name -> echoed.set(name, body.get(name)));
    return new ResponseRequest(
        model,
        instructions,
        messages,
        Generation.ofResponse(request, seeds),
        request.optionalInteger("max_output_tokens", 1, Integer.MAX_VALUE),
        ResponseFormat.ofText(request.object("text")),
        request.bool("stream", false),
        topLogprobs(request),
        echoed,
        WitanOptions.parse(request));
  }

  /** How the answer is drawn. */
  public Sampling sampling() {
    return generation.sampling(0);
  }

  private static void refuseWhatNeedsAMemory(Fields request) {
    for (String name : List.of("previous_response_id", "conversation", "prompt")) {
      if (request.node(name) != null) {
        throw request.unsupported(
            name, "nothing is stored here. Send the whole conversation as 'input'.");
      }
    }
    Generation.refuseTrue(request, "background", "the answer comes at once. Leave it out.");
  }

  private static List<ChatMessage> messages(Fields request, @Nullable String instructions) {
    List<ChatMessage> messages = new ArrayList<>();
    if (instructions != null) {
      messages.add(new ChatMessage(Role.SYSTEM, instructions));
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
    messages.addAll(ChatMessage.list(request, "input", new Pictures(PictureSource.NONE)));
    return messages;
  }

  private static void refuseOtherItems(Fields request, String at, JsonNode item) {
    switch (item.path("type").asText("message")) {
      case "message" -> {}
      case "item_reference" ->
          throw request.unsupported(at, "nothing is stored here. Send the item itself.");
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
