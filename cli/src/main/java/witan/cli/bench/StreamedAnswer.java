package witan.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Stream;
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

  private static final Duration LONGEST = Duration.ofMinutes(5);

  static StreamedAnswer of(
      HttpClient http, URI gateway, String question, int maxExperts, int maxTokens) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", "witan").put("temperature", 0).put("stream", true);
    body.put("max_tokens", maxTokens).putObject("stream_options").put("include_usage", true);
    body.putArray("messages").addObject().put("role", "user").put("content", question);
    body.putObject("witan").put("maxExperts", maxExperts);
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve("/v1/chat/completions"))
            .timeout(LONGEST)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    long asked = System.nanoTime();
    try {
      HttpResponse<Stream<String>> response =
          http.send(request, HttpResponse.BodyHandlers.ofLines());
      try (Stream<String> lines = response.body()) {
        if (response.statusCode() != 200) {
          throw new Failure("The gateway answered with status " + response.statusCode() + ".");
        }
        return read(asked, (Iterable<String>) lines::iterator);
      }
    } catch (IOException e) {
      throw new Failure("No answer from " + gateway + ": " + Failure.reason(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted while an answer came.", e);
    }
  }

  private static StreamedAnswer read(long asked, Iterable<String> lines) throws IOException {
    long first = 0;
    long last = 0;
    int tokens = 0;
    JsonNode witan = Json.MAPPER.missingNode();
    for (String line : lines) {
      if (!line.startsWith("data: {")) {
        continue;
      }
      JsonNode chunk = Json.MAPPER.readTree(line.substring("data: ".length()));
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
    int drafted = 0;
    int accepted = 0;
    int experts = 0;
    String leader = "";
    double largest = -1;
    for (JsonNode expert : witan.path("experts")) {
      drafted += expert.path("tokensDrafted").asInt();
      accepted += expert.path("tokensAccepted").asInt();
      if (expert.path("status").asText().equals("COMPLETED")) {
        experts++;
        if (expert.path("weight").asDouble() > largest) {
          largest = expert.path("weight").asDouble();
          leader = expert.path("name").asText();
        }
      }
    }
    return new StreamedAnswer(
        first - asked,
        last - first,
        tokens,
        witan.path("rounds").asInt(),
        drafted,
        accepted,
        experts,
        leader);
  }
}
