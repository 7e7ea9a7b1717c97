package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import witan.mixture.Sampling;

/**
 * A checked body of {@code POST /v1/completions}.
 *
 * @param prompts one to 16; prompt p's choices have the indexes p·n to p·n + n − 1
 * @param topLogprobs null for none; else how many alternatives each token comes with, 0 to 5
 */
public record CompletionRequest(
    String model,
    List<String> prompts,
    Generation generation,
    boolean stream,
    boolean includeUsage,
    @Nullable Integer topLogprobs,
    WitanOptions witan) {

  private static final int MAX_PROMPTS = 16;
  private static final int MAX_TOP_LOGPROBS = 5;

  /** Copies the prompts. */
  public CompletionRequest {
    prompts = List.copyOf(prompts);
  }

  /**
   * Reads and checks a request; fields that it does not know are ignored.
   *
   * @param seeds where the seed comes from if the client sends none
   * @throws ApiException 400, with the field at fault and what to send instead
   */
  public static CompletionRequest parse(byte[] json, RandomGenerator seeds) {
    Fields request = new Fields(Json.object(json));
    String model = request.string("model", "witan");
    List<String> prompts = prompts(request);
    Generation.refuseTrue(request, "echo", "send the prompt's text in front yourself.");
    if (request.node("suffix") != null) {
      throw request.unsupported("suffix", "the models here only continue a prompt. Leave it out.");
    }
    boolean stream = request.bool("stream", false);
    Generation generation = Generation.parse(request, seeds);
    Integer bestOf = request.optionalInteger("best_of", 1, Integer.MAX_VALUE);
    if (bestOf != null && bestOf != generation.n()) {
      throw request.unsupported("best_of", "every answer is returned. Send n only.");
    }
    return new CompletionRequest(
        model,
        prompts,
        generation,
        stream,
        Generation.includeUsage(request, stream),
        request.optionalInteger("logprobs", 0, MAX_TOP_LOGPROBS),
        WitanOptions.parse(request));
  }

  /** How choice number {@code choice} is drawn. */
  public Sampling sampling(int choice) {
    return generation.sampling(choice);
  }

  private static List<String> prompts(Fields request) {
    JsonNode node = request.node("prompt");
    if (node == null) {
      throw ApiException.invalid(
          "prompt",
          "missing_required_parameter",
          "Missing required parameter: 'prompt'. Send the text to continue as a string.");
    }
    if (node.isArray() && !node.isEmpty() && (node.get(0).isNumber() || node.get(0).isArray())) {
      throw request.unsupported(
          "prompt", "token ids differ between models. Send the prompt as a string.");
    }
    List<String> prompts = request.strings("prompt", true, MAX_PROMPTS);
    if (prompts.isEmpty()) {
      throw request.invalid("prompt", "the array is empty. Send a string.");
    }
    PromptSize.require("prompt", prompts.stream().mapToLong(String::length).sum());
    return prompts;
  }
}
