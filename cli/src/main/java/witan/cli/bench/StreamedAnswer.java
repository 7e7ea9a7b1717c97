package witan.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Comparator;
import java.util.List;
import witan.cli.Failure;
import witan.cli.Json;

/**
 * An answer at temperature 0, and when it came.
 *
 * @param firstNanos from the question to the first token
 * @param restNanos from the first token to the last
 * @param rounds exchanges with the experts: a draft, then its verifications side by side
 * @param experts how many answered together to the end
 * @param leader who had the largest weight of them
 */
record StreamedAnswer(
    long firstNanos,
    long restNanos,
    int tokens,
    int rounds,
    int drafted,
    int accepted,
    int experts,
    String leader) {

  static StreamedAnswer of(
      HttpClient http, URI gateway, String question, int maxExperts, int maxTokens) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", "witan").put("temperature", 0).put("stream", true);
    body.put("max_tokens", maxTokens).putObject("stream_options").put("include_usage", true);
    body.putArray("messages").addObject().put("role", "user").put("content", question);
    body.putObject("witan").put("maxExperts", maxExperts);
    Reading reading = new Reading();
    long asked = System.nanoTime();
    EventStream.read(http, gateway.resolve("/v1/chat/completions"), body, reading::chunk);
    return reading.answer(asked);
  }

  /** Tokens a second after the first. */
  double rate() {
    return (tokens - 1) / (restNanos / 1e9);
  }

  /** What has come of an answer. */
  private static final class Reading {
    private long first;
    private long last;
    private int tokens;
    private JsonNode witan = Json.MAPPER.missingNode();

    void chunk(JsonNode chunk) {
      if (chunk.has("error")) {
        throw new Failure("The answer broke off: " + chunk.at("/error/message").asText());
      }
      if (!chunk.at("/choices/0/delta/content").asText("").isEmpty()) {
        last = System.nanoTime();
        first = first == 0 ? last : first;
      }
      tokens = Math.max(tokens, chunk.at("/usage/completion_tokens").asInt(0));
      witan = chunk.has("witan") ? chunk.path("witan") : witan;
    }

    StreamedAnswer answer(long asked) {
      List<JsonNode> experts = witan.path("experts").valueStream().toList();
      List<JsonNode> lasting =
          experts.stream()
              .filter(expert -> expert.path("status").asText().equals("COMPLETED"))
              .toList();
      return new StreamedAnswer(
          first - asked,
          last - first,
          tokens,
          witan.path("rounds").asInt(),
          experts.stream().mapToInt(expert -> expert.path("tokensDrafted").asInt()).sum(),
          experts.stream().mapToInt(expert -> expert.path("tokensAccepted").asInt()).sum(),
          lasting.size(),
          lasting.stream()
              .max(Comparator.comparingDouble(expert -> expert.path("weight").asDouble()))
              .map(expert -> expert.path("name").asText())
              .orElse(""));
    }
  }
}
