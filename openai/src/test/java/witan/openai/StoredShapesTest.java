package witan.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored with an answer, and how it is listed. */
class StoredShapesTest {

  private static byte[] utf8(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static void isJson(JsonNode json, String expected) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.readTree(json.toString())).isEqualTo(mapper.readTree(expected));
  }

  @Test
  void messagesAreListedAsTheyWereSent() throws Exception {
    ChatRequest request =
        ChatRequest.parse(
            utf8(
                """
                {"model":"witan","store":true,"metadata":{"a":"b"},"messages":[
                 {"role":"developer","content":"Be brief."},
                 {"role":"user","name":"anna","content":[{"type":"text","text":"Hi"},
                  {"type":"image_url","image_url":{"url":"data:image/gif;base64,R0lGODlh","detail":"low"}}]},
                 {"role":"assistant","content":[{"type":"refusal","refusal":"No."}]}]}
                """),
            new SplittableRandom(1));

    assertThat(request.store()).isTrue();
    isJson(request.metadata(), "{\"a\":\"b\"}");
    isJson(
        request.history("chatcmpl-1"),
        """
        [{"id":"chatcmpl-1-0","role":"developer","content":"Be brief.","refusal":null,"name":null,
          "content_parts":null},
         {"id":"chatcmpl-1-1","role":"user","content":"Hi","refusal":null,"name":"anna",
          "content_parts":[{"type":"text","text":"Hi"},
           {"type":"image_url","image_url":{"url":"data:image/gif;base64,R0lGODlh"}}]},
         {"id":"chatcmpl-1-2","role":"assistant","content":"No.","refusal":null,"name":null,
          "content_parts":[{"type":"text","text":"No."}]}]
        """);
  }

  @Test
  void aChatIsStoredOnlyIfItAsksForIt() {
    String chat = "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";

    assertThat(ChatRequest.parse(utf8(chat), new SplittableRandom(1)).store()).isFalse();
  }

  @Test
  void aPageNamesItsEnds() throws Exception {
    isJson(
        Listing.of(
            List.of(Json.NODES.objectNode().put("id", "a"), Json.NODES.objectNode().put("id", "b")),
            true),
        """
        {"object":"list","data":[{"id":"a"},{"id":"b"}],"first_id":"a","last_id":"b","has_more":true}
        """);
    isJson(
        Listing.of(List.of(), false),
        "{\"object\":\"list\",\"data\":[],\"first_id\":\"\",\"last_id\":\"\",\"has_more\":false}");
  }

  @Test
  void metadataIsChangedAsAWhole() throws Exception {
    isJson(Metadata.change(utf8("{\"metadata\":{\"a\":\"b\"},\"model\":\"x\"}")), "{\"a\":\"b\"}");
    isJson(Metadata.change(utf8("{\"metadata\":null}")), "{}");
    String most =
        IntStream.range(0, 16)
            .mapToObj(i -> "\"%064d\":\"%s\"".formatted(i, "x".repeat(512)))
            .collect(Collectors.joining(",", "{\"metadata\":{", "}}"));
    assertThat(Metadata.change(utf8(most))).hasSize(16);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"metadata\":[]}",
        "{\"metadata\":{\"\":\"x\"}}",
        "{\"metadata\":{\"a\":null}}",
        "{\"metadata\":{\"a\":{}}}",
        "{\"metadata\":{\"0123456789012345678901234567890123456789012345678901234567890123x\":\"\"}}",
        "{\"metadata\":{\"a\":\"\",\"b\":\"\",\"c\":\"\",\"d\":\"\",\"e\":\"\",\"f\":\"\",\"g\":\"\",\"h\":\"\",\"i\":\"\",\"j\":\"\",\"k\":\"\",\"l\":\"\",\"m\":\"\",\"n\":\"\",\"o\":\"\",\"p\":\"\",\"q\":\"\"}}"
      })
  void otherMetadataIsRefused(String body) {
    ApiException refusal =
        catchThrowableOfType(ApiException.class, () -> Metadata.change(utf8(body)));

    assertThat(refusal).isNotNull();
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.param()).isEqualTo("metadata");
  }

  @Test
  void aTooLongTextIsRefused() {
    assertThat(
            catchThrowableOfType(
                ApiException.class,
                () ->
                    Metadata.change(
                        utf8("{\"metadata\":{\"a\":\"%s\"}}".formatted("x".repeat(513))))))
        .isNotNull();
  }
}
