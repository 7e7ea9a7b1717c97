package witan.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.openai.ChatMessage.Role;

/** Conversations that become shorter, and those that go on from a summary. */
class CompactionTest {

  private static final String LONG = "It is a duck, as I said. ".repeat(20).strip();
  private static final ObjectNode SUMMARY = new Compaction("A duck, größer.").item("cmp_1");
  private static final ChatMessage SAID =
      new ChatMessage(Role.ASSISTANT, "What I said before, in short:\nA duck, größer.");

  private static byte[] body(String input) {
    return "{\"model\":\"witan\"%s}"
        .formatted(input.isEmpty() ? "" : ",\"input\":" + input)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static CompactionRequest compact(String input) {
    return CompactionRequest.parse(body(input), Memory.NONE);
  }

  private static List<ChatMessage> read(String input) {
    return ResponseRequest.parse(body(input), new SplittableRandom(1), Memory.NONE).messages();
  }

  private static String user(String text) {
    return "{\"role\":\"user\",\"content\":\"%s\"}".formatted(text);
  }

  private static String assistant(String text) {
    return "{\"role\":\"assistant\",\"content\":\"%s\"}".formatted(text);
  }

  private static ArrayNode shortened(CompactionRequest request, String summary) {
    return request.items(summary, new SplittableRandom(1)).orElseThrow();
  }

  private static void isJson(JsonNode json, String expected) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.readTree(json.toString())).isEqualTo(mapper.readTree(expected));
  }

  @Test
  void whatWasSummarisedIsReadAsTheAssistants() {
    assertThat(SUMMARY.path("encrypted_content").asText()).matches("witan1\\.[A-Za-z0-9_-]+");

    assertThat(read("[%s,%s,%s]".formatted(user("What?"), SUMMARY, user("How big?"))))
        .containsExactly(
            new ChatMessage(Role.USER, "What?"), SAID, new ChatMessage(Role.USER, "How big?"));
  }

  @Test
  void usersMessagesInARowAreReadAsOneWhereTheAnswersBetweenThemAreGone() {
    String picture =
        "{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"data:image/gif;base64,R0lGODlh\"}]}";
    List<ChatMessage> messages =
        read(
            "[{\"role\":\"system\",\"content\":\"a\"},{\"role\":\"developer\",\"content\":\"b\"},%s,%s,%s,%s]"
                .formatted(user("What?"), picture, user("Where?"), SUMMARY));

    assertThat(messages)
        .extracting(ChatMessage::role)
        .containsExactly(Role.SYSTEM, Role.SYSTEM, Role.USER, Role.ASSISTANT);
    assertThat(messages.get(2).content()).isEqualTo("What?\n\nWhere?");
    assertThat(messages.get(2).pictures()).hasSize(1);
    assertThat(read("[%s,%s]".formatted(user("What?"), user("Where?")))).hasSize(2);
  }

  @Test
  void whatASummaryHoldsCountsAsText() {
    ObjectNode huge = new Compaction("x".repeat(PromptSize.MAX_CHARACTERS)).item("cmp_1");

    assertThat(catchThrowableOfType(ApiException.class, () -> read("[%s]".formatted(huge))).code())
        .isEqualTo("context_length_exceeded");
  }

  @Test
  void whatUsersSaidStaysAndWhatTheAssistantSaidBecomesOneSummary() throws Exception {
    CompactionRequest request =
        compact(
            "[{\"role\":\"developer\",\"content\":\"Be brief.\"},%s,%s,%s,%s,%s]"
                .formatted(user("What?"), SUMMARY, user("Where?"), assistant(LONG), user("Why?")));
    assertThat(request.isShort()).isFalse();

    ArrayNode items = shortened(request, " A duck, here. \n");
    assertThat(items.findValuesAsText("id")).hasSize(5).doesNotHaveDuplicates();
    assertThat(items.get(4).path("id").asText()).startsWith("cmp_");
    items.forEach(item -> ((ObjectNode) item).remove("id"));
    isJson(
        items,
        """
        [{"type":"message","status":"completed","role":"developer",
          "content":[{"type":"input_text","text":"Be brief."}]},
         {"type":"message","status":"completed","role":"user",
          "content":[{"type":"input_text","text":"What?"}]},
         {"type":"message","status":"completed","role":"user",
          "content":[{"type":"input_text","text":"Where?"}]},
         {"type":"message","status":"completed","role":"user",
          "content":[{"type":"input_text","text":"Why?"}]},
         {"type":"compaction","encrypted_content":"witan1.QSBkdWNrLCBoZXJlLg"}]
        """);
    assertThat(read(items.toString()).getLast().content()).endsWith("\nA duck, here.");
  }

  @Test
  void theModelReadsTheConversationAndThatItIsToSummariseIt() {
    List<ChatMessage> question =
        compact("[%s,%s,%s]".formatted(user("What?"), assistant(LONG), user("Why?"))).question();

    assertThat(question)
        .extracting(ChatMessage::role)
        .containsExactly(Role.USER, Role.ASSISTANT, Role.USER);
    assertThat(question.getLast().content()).startsWith("Why?\n\nSummarise");
  }

  @Test
  void aSummaryThatIsNoShorterOrEmptyIsNotTaken() {
    CompactionRequest request = compact("[%s,%s]".formatted(user("What?"), assistant(LONG)));
    int most = LONG.length() - Compaction.LEAST_CHARACTERS;

    for (String summary : List.of("", " \n", LONG, "x".repeat(most + 1))) {
      assertThat(request.items(summary, new SplittableRandom(1))).isEmpty();
    }
    assertThat(request.items("x".repeat(most), new SplittableRandom(1))).isPresent();
    assertThat(request.items(new SplittableRandom(1)).findValuesAsText("role"))
        .containsExactly("user", "assistant");
  }

  @Test
  void nobodyNeedsToBeAskedWhereTheAssistantSaidNothingNewOrLittle() {
    String summary = SUMMARY.toString();

    for (String input :
        List.of(
            "",
            "\"What?\"",
            "[%s]".formatted(user(LONG)),
            "[%s,%s]".formatted(user("What?"), assistant("A duck.")),
            "[%s,%s,%s]".formatted(user("What?"), summary, user("Why?")))) {
      assertThat(compact(input).isShort()).as(input).isTrue();
    }
    assertThat(compact("[%s,%s]".formatted(summary, summary)).isShort()).isFalse();
    assertThat(compact("[%s,%s]".formatted(summary, assistant("A"))).isShort()).isFalse();
    assertThat(compact("").items(new SplittableRandom(1))).isEmpty();
  }

  @Test
  void oneExpertSummarisesAndLooksNothingUpUnlessTheRequestSaysOtherwise() {
    assertThat(compact("\"x\"").witan())
        .extracting(WitanOptions::maxExperts, WitanOptions::retrieval)
        .containsExactly(1, false);
    assertThat(
            CompactionRequest.parse(
                    "{\"model\":\"witan\",\"witan\":{\"maxExperts\":2,\"retrieval\":true}}"
                        .getBytes(StandardCharsets.UTF_8),
                    Memory.NONE)
                .witan())
        .extracting(WitanOptions::maxExperts, WitanOptions::retrieval)
        .containsExactly(2, true);
  }

  @Test
  void aStoredConversationGoesOnFromASummaryAndIsShortenedAgain() throws Exception {
    ArrayNode stored =
        ResponseRequest.parse(
                body("[%s,%s]".formatted(user("What?"), SUMMARY)),
                new SplittableRandom(1),
                Memory.NONE)
            .items(new SplittableRandom(2));
    JsonNode listed = stored.get(1).deepCopy();
    assertThat(listed.path("id").asText()).startsWith("cmp_").isNotEqualTo("cmp_1");
    ((ObjectNode) listed).put("id", "cmp_1");
    assertThat(listed).isEqualTo(SUMMARY);
    stored.add(new ObjectMapper().readTree(assistant(LONG)));
    Memory memory =
        new Memory() {
          @Override
          public boolean keeps() {
            return true;
          }

          @Override
          public Optional<ArrayNode> conversation(String responseId) {
            return Optional.of(stored);
          }
        };
    byte[] going =
        "{\"model\":\"witan\",\"input\":\"Why?\",\"previous_response_id\":\"resp_1\"}"
            .getBytes(StandardCharsets.UTF_8);

    assertThat(ResponseRequest.parse(going, new SplittableRandom(1), memory).messages())
        .contains(new ChatMessage(Role.USER, "What?"), new ChatMessage(Role.USER, "Why?"));
    CompactionRequest request = CompactionRequest.parse(going, memory);
    assertThat(request.isShort()).isFalse();
    assertThat(request.question().get(1).content()).startsWith(SAID.content());
    assertThat(shortened(request, "A duck.").findValuesAsText("type"))
        .filteredOn(type -> !type.equals("input_text"))
        .containsExactly("message", "message", "compaction");
  }

  @Test
  void theShortenedConversationHasOpenAisShape() throws Exception {
    isJson(
        new CompactedConversation("resp_1", 7, Json.NODES.arrayNode().add(SUMMARY), new Usage(9, 2))
            .json(null),
        """
        {"id":"resp_1","object":"response.compaction","created_at":7,
         "output":[{"type":"compaction","id":"cmp_1","encrypted_content":"witan1.QSBkdWNrLCBncsO2w59lci4"}],
         "usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},
          "output_tokens":2,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":11}}
        """);
  }

  @Test
  void nothingHasToBeThereToCount() throws Exception {
    TokenCountRequest empty = TokenCountRequest.parse(new byte[0], Memory.NONE);

    assertThat(empty)
        .isEqualTo(TokenCountRequest.parse("{}".getBytes(StandardCharsets.UTF_8), Memory.NONE));
    assertThat(empty.model()).isEqualTo("witan");
    assertThat(empty.messages()).isEmpty();
    assertThat(TokenCountRequest.parse(body("\"x\""), Memory.NONE).messages()).hasSize(1);
    isJson(TokenCountRequest.json(3), "{\"object\":\"response.input_tokens\",\"input_tokens\":3}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "[]",
        "[{\"role\":\"king\",\"content\":\"x\"}]",
        "[{\"type\":\"compaction\"}]"
      })
  void anInputThatNobodyCouldAnswerIsNeitherCountedNorShortened(String input) {
    assertThat(catchThrowableOfType(ApiException.class, () -> compact(input)).status())
        .isEqualTo(400);
    assertThat(
            catchThrowableOfType(
                    ApiException.class, () -> TokenCountRequest.parse(body(input), Memory.NONE))
                .param())
        .startsWith("input");
  }

  @Test
  void aModelIsNeededToShorten() {
    assertThat(
            catchThrowableOfType(
                    ApiException.class,
                    () ->
                        CompactionRequest.parse(
                            "{\"input\":\"x\"}".getBytes(StandardCharsets.UTF_8), Memory.NONE))
                .param())
        .isEqualTo("model");
  }
}
