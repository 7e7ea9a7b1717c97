package witan.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Optional;
import java.util.function.Consumer;
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
   * @return nothing if the answer was over before the loss was noticed
   */
  static Optional<Gap> of(
      HttpClient http, URI gateway, String question, int maxTokens, Consumer<String> harm) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("query", QUERY);
    ObjectNode input = body.putObject("variables").putObject("input");
    input.put("temperature", 0).put("maxTokens", maxTokens).put("combine", "BEST");
    input.putArray("messages").addObject().put("role", "USER").put("content", question);
    Reading reading = new Reading(harm);
    long asked = System.nanoTime();
    EventStream.read(http, gateway.resolve("/graphql"), body, reading::event);
    return reading.gap(asked);
  }

  /** What has come of an answer. */
  private static final class Reading {
    private final Consumer<String> harm;
    private String expert = "";
    private int tokens;
    private long first;
    private long harmed;
    private long lost;
    private long next;

    Reading(Consumer<String> harm) {
      this.harm = harm;
    }

    void event(JsonNode event) {
      if (event.has("errors")) {
        throw new Failure("The gateway refused: " + event.at("/errors/0/message").asText());
      }
      JsonNode told = event.at("/data/ask");
      switch (told.path("__typename").asText()) {
        case "Routed" -> expert = told.at("/routing/choices/0/expert/name").asText();
        case "TokenDelta" -> token();
        case "ExpertLost" -> lost = lost == 0 ? System.nanoTime() : lost;
        default -> {}
      }
    }

    private void token() {
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

    Optional<Gap> gap(long asked) {
      return lost == 0 || next == 0
          ? Optional.empty()
          : Optional.of(new Gap(first - asked, lost - harmed, next - lost, tokens));
    }
  }
}
