package witan.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import witan.cli.Json;

/**
 * An answer of three experts at temperature 0, and all that was told on the way.
 *
 * @param question what was asked
 * @param experts who was to answer, with their weights
 * @param texts what each token added, in the order in which they came
 * @param indexes the tokens' places as they were told
 * @param lostAt the tokens at which experts were lost
 * @param content the whole answer as it was told at the end; empty if that never came
 * @param error what the gateway said in the place of an answer; empty if it did not
 */
record WatchedAnswer(
    String question,
    String experts,
    List<String> texts,
    List<Integer> indexes,
    List<Integer> lostAt,
    String content,
    String error) {

  private static final String QUERY =
      """
      subscription($input: AskInput!) { ask(input: $input) { __typename
        ... on Routed { routing { choices { expert { name } weight } } }
        ... on TokenDelta { text index }
        ... on ExpertLost { atToken }
        ... on Answer { content } } }
      """;

  static WatchedAnswer of(HttpClient http, URI gateway, String question, int maxTokens) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("query", QUERY);
    ObjectNode input = body.putObject("variables").putObject("input");
    input.put("temperature", 0).put("maxTokens", maxTokens).put("maxExperts", 3);
    input.putArray("messages").addObject().put("role", "USER").put("content", question);
    Watching watching = new Watching();
    EventStream.read(http, gateway.resolve("/graphql"), body, watching::event);
    return watching.answer(question);
  }

  /** Whether the answer was told whole, each token once and in order. */
  boolean isWhole() {
    for (int i = 0; i < indexes.size(); i++) {
      if (indexes.get(i) != i) {
        return false;
      }
    }
    return error.isEmpty() && !content.isEmpty() && String.join("", texts).equals(content);
  }

  /** Whether the same experts were to answer, with the same weights. */
  boolean isOfSame(WatchedAnswer other) {
    return experts.equals(other.experts);
  }

  /**
   * Whether the same experts, undisturbed, would have said the same: all of it, or what was said
   * before the first of them was lost.
   */
  boolean agreesWith(WatchedAnswer undisturbed) {
    if (!isOfSame(undisturbed)) {
      return true; // Nothing is known of what others would say.
    }
    if (lostAt.isEmpty()) {
      return content.equals(undisturbed.content);
    }
    int same = Collections.min(lostAt);
    return texts.size() >= same
        && undisturbed.texts.size() >= same
        && texts.subList(0, same).equals(undisturbed.texts.subList(0, same));
  }

  /** What has come of an answer. */
  private static final class Watching {
    private final List<String> texts = new ArrayList<>();
    private final List<Integer> indexes = new ArrayList<>();
    private final List<Integer> lostAt = new ArrayList<>();
    private String experts = "";
    private String content = "";
    private String error = "";

    void event(JsonNode event) {
      if (event.has("errors")) {
        error = event.at("/errors/0/message").asText();
      }
      JsonNode told = event.at("/data/ask");
      switch (told.path("__typename").asText()) {
        case "Routed" -> experts = told.at("/routing/choices").toString();
        case "TokenDelta" -> {
          texts.add(told.path("text").asText());
          indexes.add(told.path("index").asInt());
        }
        case "ExpertLost" -> lostAt.add(told.path("atToken").asInt());
        case "Answer" -> content = told.path("content").asText();
        default -> {}
      }
    }

    WatchedAnswer answer(String question) {
      return new WatchedAnswer(question, experts, texts, indexes, lostAt, content, error);
    }
  }
}
