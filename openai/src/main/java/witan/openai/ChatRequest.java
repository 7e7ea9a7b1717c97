package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import witan.mixture.Sampling;
import witan.mixture.grammar.Grammar;

/**
 * A checked body of {@code POST /v1/chat/completions}.
 *
 * @param messages at least one, 100,000 characters at most
 * @param grammar what the answer keeps to ({@code response_format}); null for free text
 * @param includeUsage whether a stream ends with a chunk that holds the usage
 * @param logprobs whether each token comes with its log-probability
 * @param topLogprobs how many alternatives each token comes with, 0 to 20
 * @param store whether the client wants the answer stored, if the server stores any
 * @param metadata what the client writes on it; {@link Metadata}
 * @param sent the messages as they were sent
 */
public record ChatRequest(
    String model,
    List<ChatMessage> messages,
    Generation generation,
    @Nullable Grammar grammar,
    boolean stream,
    boolean includeUsage,
    boolean logprobs,
    int topLogprobs,
    boolean store,
    ObjectNode metadata,
    JsonNode sent,
    WitanOptions witan) {

  private static final int MAX_TOP_LOGPROBS = 20;

  /** Copies the messages. */
  public ChatRequest {
    messages = List.copyOf(messages);
  }

  /**
   * Reads and checks a request; fields that it does not know are ignored, and no picture is fetched
   * from anywhere.
   *
   * @param seeds where the seed comes from if the client sends none
   * @throws ApiException 400, with the field at fault and what to send instead
   */
  public static ChatRequest parse(byte[] json, RandomGenerator seeds) {
    return parse(json, seeds, PictureSource.NONE);
  }

  /** The same, with pictures that are named by their address from {@code source}. */
  public static ChatRequest parse(byte[] json, RandomGenerator seeds, PictureSource source) {
    ObjectNode body = Json.object(json);
    Fields request = new Fields(body);
    String model = request.string("model", "witan");
    List<ChatMessage> messages = ChatMessage.list(request, "messages", new Pictures(source));
    PromptSize.require("messages", messages.stream().mapToLong(m -> m.content().length()).sum());
    Tools.refuse(request);
    boolean stream = request.bool("stream", false);
    boolean logprobs = request.bool("logprobs", false);
    return new ChatRequest(
        model,
        messages,
        Generation.parse(request, seeds),
        ResponseFormat.grammar(request),
        stream,
        Generation.includeUsage(request, stream),
        logprobs,
        topLogprobs(request, logprobs),
        request.bool("store", false),
        Metadata.of(request),
        body.path("messages"),
        WitanOptions.parse(request));
  }

  /** How choice number {@code choice} is drawn. */
  public Sampling sampling(int choice) {
    return generation.sampling(choice);
  }

  /** The messages as they are stored and listed with the answer of this id. */
  public ArrayNode history(String id) {
    return ChatHistory.of(id, sent, messages);
  }

  /** What the last user message says: the question; empty if the user said nothing. */
  public String question() {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).role() == ChatMessage.Role.USER) {
        return messages.get(i).content();
      }
    }
    return "";
  }

  private static int topLogprobs(Fields request, boolean logprobs) {
    int top = request.integer("top_logprobs", 0, MAX_TOP_LOGPROBS, 0);
    if (top > 0 && !logprobs) {
      throw request.invalid(
          "top_logprobs", "it needs logprobs. Send \"logprobs\":true too, or leave it out.");
    }
    return top;
  }
}
