package witan.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import witan.mixture.Sampling;
import witan.mixture.grammar.Grammar;

/**
 * A checked body of {@code POST /v1/responses}.
 *
 * @param conversation that is to be answered
 * @param grammar what the answer keeps to ({@code text.format}); null for free text
 * @param topLogprobs null for no log-probabilities; else how many alternatives each token comes
 *     with, 0 to 20
 * @param store whether the answer is to be stored
 * @param background whether it is made while nobody waits for it
 * @param metadata what the client writes on it; {@link Metadata}
 * @param echoed fields that the answer repeats as they were sent
 */
public record ResponseRequest(
    String model,
    Conversation conversation,
    Generation generation,
    @Nullable Integer maxOutputTokens,
    @Nullable Grammar grammar,
    boolean stream,
    @Nullable Integer topLogprobs,
    boolean store,
    boolean background,
    ObjectNode metadata,
    ObjectNode echoed,
    WitanOptions witan) {

  private static final int MAX_TOP_LOGPROBS = 20;
  private static final int MAX_INCLUDED = 100;
  private static final String LOGPROBS = "message.output_text.logprobs";

  /** What a client may send that changes nothing here but stands in the answer. */
  private static final List<String> ECHOED =
      List.of("parallel_tool_calls", "reasoning", "text", "tool_choice", "truncation", "user");

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
    Tools.refuse(request);
    Conversation conversation = Conversation.toAnswer(request, memory);
    if (!memory.keeps()) {
      Generation.refuseTrue(
          request,
          "background",
          "nothing is stored here that could be fetched later; the answer comes at once. Leave it out.");
    }
    boolean store = request.bool("store", true) && memory.keeps();
    ObjectNode echoed = Json.NODES.objectNode();
    ECHOED.stream()
        .filter(name -> request.node(name) != null)
        .forEach(name -> echoed.set(name, body.get(name)));
    return new ResponseRequest(
        model,
        conversation,
        Generation.ofResponse(request, seeds),
        request.optionalInteger("max_output_tokens", 1, Integer.MAX_VALUE),
        ResponseFormat.ofText(request.object("text")),
        request.bool("stream", false),
        topLogprobs(request),
        store,
        background(request, store),
        Metadata.of(request),
        echoed,
        WitanOptions.parse(request));
  }

  /** How the answer is drawn. */
  public Sampling sampling() {
    return generation.sampling(0);
  }

  /** What models read of the conversation. */
  public List<ChatMessage> messages() {
    return conversation.messages();
  }

  /** All items that the answer is made from, as they are stored and listed with it. */
  public ArrayNode items(RandomGenerator random) {
    return conversation.items(random);
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
