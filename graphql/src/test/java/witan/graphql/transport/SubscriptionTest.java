package witan.graphql.transport;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.openai.NetworkResource;
import witan.protocol.Json;

@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(60)
class SubscriptionTest {

  static final String ASK =
      """
      subscription {
        ask(input: {messages: [{role: USER, content: "What is it?"}], maxTokens: %d, temperature: 0 %s}) {
          __typename
          ... on Routed { routing { choices { expert { name } weight } } }
          ... on TokenDelta { text index }
          ... on ExpertLost { expert { name } reason atToken }
          ... on Answer { content contributions { expert { name } status } }
        }
      }
      """;

  private static List<JsonNode> events(String query) throws Exception {
    String stream =
        given()
            .header("content-type", "application/json")
            .header("accept", "text/event-stream")
            .body(Json.write(Map.of("query", query)))
            .post("/graphql")
            .then()
            .statusCode(200)
            .header("content-type", "text/event-stream; charset=utf-8")
            .extract()
            .asString();
    assertThat(stream).endsWith("event: complete\ndata:\n\n");
    List<JsonNode> events = new ArrayList<>();
    for (String line : stream.split("\n")) {
      if (line.startsWith("data: {")) {
        events.add(new ObjectMapper().readTree(line.substring(6)));
      }
    }
    return events;
  }

  @Test
  void anAnswerStreamsAsServerSentEvents() throws Exception {
    List<JsonNode> events = events(ASK.formatted(20, ""));

    assertThat(events).hasSize(22);
    assertThat(events.getFirst().at("/data/ask/routing/choices")).hasSize(3);
    StringBuilder text = new StringBuilder();
    events.subList(1, 21).forEach(event -> text.append(event.at("/data/ask/text").textValue()));
    assertThat(events.getLast().at("/data/ask/content").textValue()).isEqualTo(text.toString());
    assertThat(events.getLast().at("/data/ask/__typename").textValue()).isEqualTo("Answer");
  }

  @Test
  void aLostExpertIsAnEventAndTheAnswerGoesOn() throws Exception {
    List<JsonNode> events =
        events(ASK.formatted(120, ", policy: {owners: [\"owner-dora\", \"owner-emil\"]}"));

    assertThat(events)
        .extracting(event -> event.at("/data/ask/__typename").textValue())
        .contains("ExpertLost")
        .endsWith("Answer");
  }

  @Test
  void whatCanNotBeAnsweredIsAnErrorWithACode() throws Exception {
    assertThat(codes(ASK.formatted(5, ", model: \"witan/nobody\""))).containsExactly("NOT_FOUND");
    assertThat(codes(ASK.formatted(0, ""))).containsExactly("BAD_USER_INPUT");
    assertThat(codes("{nothing}")).containsExactly("GRAPHQL_VALIDATION_FAILED");
    assertThat(codes("subscription{epochs(netuid:9){number}}")).containsExactly("NOT_FOUND");
  }

  @Test
  void aQueryIsOneEvent() throws Exception {
    assertThat(events("{__typename}")).hasSize(1);
  }

  private static List<String> codes(String query) throws Exception {
    return events(query).stream()
        .map(event -> event.at("/errors/0/extensions/code").asText())
        .toList();
  }
}
