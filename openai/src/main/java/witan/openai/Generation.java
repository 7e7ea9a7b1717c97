package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import witan.mixture.Sampling;

/**
 * How an answer is to be generated: what chat completions and completions have in common.
 *
 * @param maxTokens of each answer, at least 1; 512 unless asked otherwise
 * @param n how many answers, 1 to 8
 * @param stops up to 4 strings that end an answer
 * @param seed the client's, or one drawn for this request
 * @param seeded whether the seed is the client's
 */
public record Generation(
    int maxTokens,
    int n,
    List<String> stops,
    double temperature,
    double topP,
    double minP,
    int topK,
    double frequencyPenalty,
    double presencePenalty,
    double repetitionPenalty,
    Map<Integer, Float> logitBias,
    long seed,
    boolean seeded) {

  /** The length of an answer that nobody limited. */
  public static final int DEFAULT_MAX_TOKENS = 512;

  private static final int MAX_CHOICES = 8;
  private static final int MAX_STOPS = 4;
  private static final int MAX_STOP_CHARACTERS = 1_000;
  private static final int MAX_BIASES = 1_024;

  /** Copies the collections. */
  public Generation {
    stops = List.copyOf(stops);
    logitBias = Map.copyOf(logitBias);
  }

  /** How choice number {@code choice} is drawn. */
  public Sampling sampling(int choice) {
    return new Sampling(
        temperature,
        topP,
        minP,
        topK,
        frequencyPenalty,
        presencePenalty,
        repetitionPenalty,
        logitBias,
        seed,
        choice);
  }

  /** Whether the client may expect the same answer again: a seed of its own, or temperature 0. */
  public boolean deterministic() {
    return seeded || temperature == 0;
  }

  static Generation parse(Fields request, RandomGenerator seeds) {
    Long seed = request.optionalLong("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    return new Generation(
        maxTokens(request),
        request.integer("n", 1, MAX_CHOICES, 1),
        stops(request),
        request.number("temperature", 0, 2, 1),
        topP(request),
        request.number("min_p", 0, 1, 0),
        Math.max(0, request.integer("top_k", -1, Integer.MAX_VALUE, 0)),
        request.number("frequency_penalty", -2, 2, 0),
        request.number("presence_penalty", -2, 2, 0),
        repetitionPenalty(request),
        logitBias(request),
        seed == null ? seeds.nextLong() : seed,
        seed != null);
  }

  /** What a response may say of it; it has one answer and no stop strings. */
  static Generation ofResponse(Fields request, RandomGenerator seeds) {
    Integer maxTokens = request.optionalInteger("max_output_tokens", 1, Integer.MAX_VALUE);
    // Not OpenAI's; where the client wants the same answer again.
    Long seed = request.optionalLong("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    return new Generation(
        maxTokens == null ? DEFAULT_MAX_TOKENS : maxTokens,
        1,
        List.of(),
        request.number("temperature", 0, 2, 1),
        topP(request),
        0,
        0,
        0,
        0,
        1,
        Map.of(),
        seed == null ? seeds.nextLong() : seed,
        seed != null);
  }

  private static int maxTokens(Fields request) {
    Integer older = request.optionalInteger("max_tokens", 1, Integer.MAX_VALUE);
    Integer newer = request.optionalInteger("max_completion_tokens", 1, Integer.MAX_VALUE);
    if (older != null && newer != null && !older.equals(newer)) {
      throw request.invalid(
          "max_tokens", "it differs from max_completion_tokens. Send max_completion_tokens only.");
    }
    return Optional.ofNullable(newer)
        .or(() -> Optional.ofNullable(older))
        .orElse(DEFAULT_MAX_TOKENS);
  }

  private static List<String> stops(Fields request) {
    List<String> stops = request.strings("stop", true, MAX_STOPS);
    for (String stop : stops) {
      if (stop.isEmpty() || stop.length() > MAX_STOP_CHARACTERS) {
        throw request.invalid(
            "stop",
            "a stop string has %d characters. Send 1 to %,d characters each, or leave 'stop' out."
                .formatted(stop.length(), MAX_STOP_CHARACTERS));
      }
    }
    return stops;
  }

  private static double topP(Fields request) {
    double topP = request.number("top_p", 0, 1, 1);
    if ((float) topP == 0) {
      throw request.invalid(
          "top_p",
          "it leaves no token. Send a number above 0 and up to 1; temperature 0 takes the likeliest token.");
    }
    return topP;
  }

  /** Not OpenAI's, but what most other servers call it. */
  private static double repetitionPenalty(Fields request) {
    double penalty = request.number("repetition_penalty", 0, 2, 1);
    if ((float) penalty == 0) {
      throw request.invalid(
          "repetition_penalty", "it divides. Send a number above 0 and up to 2; 1 does nothing.");
    }
    return penalty;
  }

  private static Map<Integer, Float> logitBias(Fields request) {
    Fields object = request.object("logit_bias");
    if (object == null) {
      return Map.of();
    }
    List<String> names = object.names();
    if (names.size() > MAX_BIASES) {
      throw request.invalid("logit_bias", "it names more than %d tokens.".formatted(MAX_BIASES));
    }
    Map<Integer, Float> biases = new TreeMap<>();
    for (String name : names) {
      biases.put(token(request, name), (float) object.number(name, -100, 100, 0));
    }
    return biases;
  }

  private static Integer token(Fields request, String name) {
    try {
      int token = Integer.parseInt(name);
      if (token >= 0) {
        return token;
      }
    } catch (NumberFormatException notANumber) {
      // Refused below, like a negative number.
    }
    throw request.invalid(
        "logit_bias",
        "its keys are token ids, not '%s'. Send whole numbers of at least 0 as keys."
            .formatted(name.length() > 40 ? name.substring(0, 40) + "…" : name));
  }

  static void refuseTrue(Fields request, String name, String sentence) {
    JsonNode node = request.node(name);
    if (node != null && !(node.isBoolean() && !node.booleanValue())) {
      throw request.unsupported(name, sentence);
    }
  }

  /** Whether a stream shall end with a chunk that holds the usage. */
  static boolean includeUsage(Fields request, boolean stream) {
    @Nullable Fields options = request.object("stream_options");
    if (options == null) {
      return false;
    }
    if (!stream) {
      throw request.invalid(
          "stream_options", "it is for streams only. Send \"stream\":true too, or leave it out.");
    }
    return options.bool("include_usage", false);
  }
}
