package witan.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import witan.cli.Failure;
import witan.cli.Json;

/**
 * What a client sees of the loss of the expert that answers.
 *
 * @param firstNanos from the question to the first token
 * @param detectedNanos from the harm to the news that the expert is lost
 * @param gapNanos from that news to the next token
 * @param tokens of the whole answer
 */
record Gap(long firstNanos, long detectedNanos, long gapNanos, int tokens) {

  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** Where the harm is done. */
  private static final int HARM_AT = 6;

  private static final String QUERY =
      """
      subscription($input: AskInput!) { ask(input: $input) { __typename
        ... on Routed { routing { choices { expert { name } } } }
        ... on ExpertLost { atToken } } }
      """;

  /**
   * Asks one expert alone, so that after the harm another has to begin from nothing.
   *
   * @param harm is done to the expert of this name in mid-answer
   */
  static Gap of(
      HttpClient http, URI gateway, String question, int maxTokens, Consumer<String> harm) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("query", QUERY);
    ObjectNode input = body.putObject("variables").putObject("input");
    input.put("temperature", 0).put("maxTokens", maxTokens).put("combine", "BEST");
    input.putArray("messages").addObject().put("role", "USER").put("content", question);
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve("/graphql"))
            .timeout(LONGEST)
            .header("Content-Type", "application/json")
            .header("Accept", "text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    long asked = System.nanoTime();
    try {
      HttpResponse<Stream<String>> response =
          http.send(request, HttpResponse.BodyHandlers.ofLines());
      try (Stream<String> lines = response.body()) {
        return read(asked, (Iterable<String>) lines::iterator, harm);
      }
    } catch (IOException e) {
      throw new Failure("No answer from " + gateway + ": " + Failure.reason(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted while an answer came.", e);
    }
  }

  private static Gap read(long asked, Iterable<String> lines, Consumer<String> harm)
      throws IOException {
    String expert = "";
    int tokens = 0;
    long first = 0;
    long harmed = 0;
    long lost = 0;
    long next = 0;
    for (String line : lines) {
      if (!line.startsWith("data: {")) {
        continue;
      }
      JsonNode event = Json.MAPPER.readTree(line.substring("data: ".length()));
      if (event.has("errors")) {
        throw new Failure("The gateway refused: " + event.at("/errors/0/message").asText());
      }
      JsonNode told = event.at("/data/ask");
      switch (told.path("__typename").asText()) {
        case "Routed" -> expert = told.at("/routing/choices/0/expert/name").asText();
        case "TokenDelta" -> {
          tokens++;
          if (tokens == 1) {
            first = System.nanoTime();
          }
          if (lost != 0 && next == 0) {
            next = System.nanoTime();
          }
          if (tokens == HARM_AT) {
            harm.accept(expert);
            harmed = System.nanoTime();
          }
        }
        case "ExpertLost" -> lost = lost == 0 ? System.nanoTime() : lost;
        default -> {}
      }
    }
    if (lost == 0 || next == 0) {
      throw new Failure("The answer was over before the expert was lost.");
    }
    return new Gap(first - asked, lost - harmed, next - lost, tokens);
  }
}
