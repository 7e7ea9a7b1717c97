package witan.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import witan.mixture.Sampling;
import witan.mixture.grammar.Grammar;
import witan.openai.ChatMessage.Role;

class RequestsTest {

  private static ChatRequest chat(String fields) {
    return ChatRequest.parse(
        """
        {"model":"witan","messages":[{"role":"user","content":"Hi"}]%s}\
        """
            .formatted(fields)
            .getBytes(StandardCharsets.UTF_8),
        new SplittableRandom(1));
  }

  @Test
  void aUsersMessageShowsPictures() {
    String gif = "R0lGODlh";
    ChatRequest request =
        chat(
            """
            ,"messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},
              {"type":"image_url","image_url":{"url":"data:image/gif;base64,%s","detail":"low"}},
              {"type":"input_image","image_url":"data:image/gif;base64,%s"}]}]\
            """
                .formatted(gif, gif));

    assertThat(request.question()).isEqualTo("What is it?");
    assertThat(request.messages().getFirst().pictures())
        .containsExactly("GIF89a".getBytes(UTF_8), "GIF89a".getBytes(UTF_8));
  }

  @Test
  void aPictureIsFetchedOnlyFromTheSourceThatTheServerHas() {
    byte[] json =
        """
        {"model":"witan","messages":[{"role":"user","content":[
          {"type":"image_url","image_url":{"url":"https://example.org/a.gif"}}]}]}\
        """
            .getBytes(UTF_8);

    assertThatThrownBy(() -> ChatRequest.parse(json, new SplittableRandom(1)))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("Send the picture itself");
    assertThat(
            ChatRequest.parse(
                    json, new SplittableRandom(1), (param, url) -> "GIF89a".getBytes(UTF_8))
                .messages()
                .getFirst()
                .pictures())
        .hasSize(1);
  }

  @Test
  void largePicturesAreRefused() {
    byte[] large = new byte[Pictures.MOST_BYTES + 1];
    System.arraycopy("GIF89a".getBytes(UTF_8), 0, large, 0, 6);
    byte[] allowed = Arrays.copyOf(large, Pictures.MOST_BYTES);
    Pictures pictures = new Pictures((param, url) -> url.equals("large") ? large : allowed);

    assertThatThrownBy(() -> pictures.file("here", "large")).hasMessageContaining("4,194,304");
    Pictures two = new Pictures((param, url) -> allowed);
    assertThat(two.file("here", "one")).hasSize(Pictures.MOST_BYTES);
    assertThatThrownBy(() -> two.file("here", "another")).hasMessageContaining("6,291,456");
  }

  private static CompletionRequest completion(String json) {
    return CompletionRequest.parse(json.getBytes(StandardCharsets.UTF_8), new SplittableRandom(1));
  }

  private static EmbeddingRequest embedding(String json) {
    return EmbeddingRequest.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theShortestRequestHasTheDefaults() {
    ChatRequest request = chat("");

    assertThat(request.model()).isEqualTo("witan");
    assertThat(request.stream()).isFalse();
    assertThat(request.includeUsage()).isFalse();
    assertThat(request.logprobs()).isFalse();
    assertThat(request.witan()).isEqualTo(WitanOptions.DEFAULT);
    Generation generation = request.generation();
    assertThat(generation.maxTokens()).isEqualTo(512);
    assertThat(generation.n()).isEqualTo(1);
    assertThat(generation.stops()).isEmpty();
    assertThat(generation.seeded()).isFalse();
    assertThat(generation.deterministic()).isFalse();
    assertThat(request.sampling(0)).isEqualTo(Sampling.at(1, generation.seed()));
  }

  @Test
  void nullIsAsGoodAsAbsentAndUnknownFieldsAreIgnored() {
    assertThat(
            chat(
                ",\"temperature\":null,\"max_tokens\":null,\"stop\":null,\"witan\":null,\"stream_options\":null,\"response_format\":null,\"tools\":null,\"user\":\"me\",\"store\":null,\"metadata\":null,\"nothing\":{\"a\":[1]}"))
        .isEqualTo(chat(""));
  }

  @Test
  void everyFieldIsRead() {
    ChatRequest request =
        chat(
            """
            ,"temperature":0.5,"top_p":0.75,"min_p":0.25,"top_k":7,"n":8,"seed":-3,"max_tokens":9,
            "stop":["a","b"],"frequency_penalty":-2,"presence_penalty":2,"repetition_penalty":1.25,"logit_bias":{"5":-100,"6":1.5},
            "logprobs":true,"top_logprobs":20,"stream":true,"stream_options":{"include_usage":true},
            "response_format":{"type":"json_schema","json_schema":{"name":"n","description":"d",
              "strict":true,"schema":{"enum":["a",0.10,12345678901234567890.5]}}},
            "witan":{"maxExperts":8,"combine":"best","retrieval":false,
                     "policy":{"owners":["0xa"],"labels":["food","eu"],"excludeHotkeys":["cc"]}}\
            """);

    assertThat(request.sampling(3))
        .isEqualTo(new Sampling(0.5, 0.75, 0.25, 7, -2, 2, 1.25, Map.of(5, -100f, 6, 1.5f), -3, 3));
    assertThat(request.grammar())
        .isEqualTo(
            Grammar.ofSchema(
                "{\"enum\":[\"a\",0.1,12345678901234567890.5]}".getBytes(StandardCharsets.UTF_8)));
    assertThat(request.generation().n()).isEqualTo(8);
    assertThat(request.generation().maxTokens()).isEqualTo(9);
    assertThat(request.generation().stops()).containsExactly("a", "b");
    assertThat(request.generation().deterministic()).isTrue();
    assertThat(request.topLogprobs()).isEqualTo(20);
    assertThat(request.includeUsage()).isTrue();
    assertThat(request.witan())
        .isEqualTo(
            new WitanOptions(
                8,
                WitanOptions.Combine.BEST,
                false,
                new WitanOptions.Policy(List.of("0xa"), List.of("food", "eu"), List.of("cc"))));
  }

  @Test
  void theAnswerIsFreeTextUnlessAnotherFormatIsAskedFor() {
    assertThat(chat("").grammar()).isNull();
    assertThat(chat(",\"response_format\":{\"type\":\"text\"}").grammar()).isNull();
    assertThat(chat(",\"response_format\":{\"type\":\"json_object\"}").grammar())
        .isEqualTo(Grammar.jsonObject());
  }

  @Test
  void theBordersOfEachRangeAreTaken() {
    assertThat(chat(",\"temperature\":0,\"top_p\":1").generation().deterministic()).isTrue();
    assertThat(chat(",\"temperature\":2,\"top_p\":1e-6").generation().temperature()).isEqualTo(2);
    assertThat(chat(",\"max_completion_tokens\":1").generation().maxTokens()).isEqualTo(1);
    assertThat(chat(",\"max_tokens\":2147483647").generation().maxTokens())
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(chat(",\"max_tokens\":3,\"max_completion_tokens\":3").generation().maxTokens())
        .isEqualTo(3);
    assertThat(chat(",\"max_tokens\":3.0").generation().maxTokens()).isEqualTo(3);
    assertThat(chat(",\"seed\":9223372036854775807").generation().seed()).isEqualTo(Long.MAX_VALUE);
    assertThat(chat(",\"seed\":-9223372036854775808").generation().seed())
        .isEqualTo(Long.MIN_VALUE);
    assertThat(chat(",\"top_k\":-1").generation().topK()).as("as vLLM says: all").isZero();
    assertThat(chat(",\"stop\":\"one\"").generation().stops()).containsExactly("one");
    assertThat(chat(",\"tools\":[{}],\"tool_choice\":\"none\"")).isNotNull();
  }

  @Test
  void aRequestWithoutASeedGetsOneOfItsOwn() {
    SplittableRandom seeds = new SplittableRandom(1);
    byte[] body =
        "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
            .getBytes(StandardCharsets.UTF_8);

    assertThat(ChatRequest.parse(body, seeds).generation().seed())
        .isNotEqualTo(ChatRequest.parse(body, seeds).generation().seed());
  }

  @Test
  void ofTwoFieldsWithOneNameTheLastCounts() {
    assertThat(chat(",\"n\":2,\"n\":3").generation().n()).isEqualTo(3);
  }

  @Test
  void aMessageIsTextOrPartsOfTextAndMayBeEmpty() {
    ChatRequest request =
        chat(
            """
            ,"messages":[{"role":"developer","content":"Be brief."},
              {"role":"user","content":[{"type":"text","text":"one"},{"type":"input_text","text":"two"}],"name":"me"},
              {"role":"assistant","content":"","tool_calls":[]},
              {"role":"assistant","content":[{"type":"refusal","refusal":"No."}]}]\
            """);

    assertThat(request.messages())
        .containsExactly(
            new ChatMessage(Role.SYSTEM, "Be brief."),
            new ChatMessage(Role.USER, "one\ntwo"),
            new ChatMessage(Role.ASSISTANT, ""),
            new ChatMessage(Role.ASSISTANT, "No."));
    assertThat(request.question()).isEqualTo("one\ntwo");
    assertThat(chat(",\"messages\":[{\"role\":\"system\",\"content\":\"x\"}]").question())
        .isEmpty();
  }

  @Test
  void aCompletionTakesOneOrSeveralPrompts() {
    assertThat(completion("{\"model\":\"witan\",\"prompt\":\"a\"}").prompts()).containsExactly("a");
    CompletionRequest several =
        completion(
            "{\"model\":\"witan\",\"prompt\":[\"a\",\"b\"],\"logprobs\":0,\"n\":2,\"best_of\":2,\"echo\":false}");
    assertThat(several.prompts()).containsExactly("a", "b");
    assertThat(several.topLogprobs()).isZero();
    assertThat(several.generation().n()).isEqualTo(2);
  }

  @Test
  void whatACompletionCannotDoIsRefusedByName() {
    refusedCompletion("\"prompt\":[1,2]", "prompt", "token ids");
    refusedCompletion("\"prompt\":[[1,2]]", "prompt", "token ids");
    refusedCompletion("\"prompt\":[]", "prompt", "the array is empty");
    refusedCompletion("\"prompt\":5", "prompt", "a string");
    refusedCompletion("\"max_tokens\":1", "prompt", "Missing required parameter");
    refusedCompletion("\"prompt\":\"a\",\"echo\":true", "echo", "yourself");
    refusedCompletion("\"prompt\":\"a\",\"suffix\":\"b\"", "suffix", "only continue");
    refusedCompletion("\"prompt\":\"a\",\"best_of\":3", "best_of", "Send n only");
    refusedCompletion("\"prompt\":\"a\",\"logprobs\":6", "logprobs", "from 0 to 5");
    refusedCompletion("\"prompt\":\"a\",\"logprobs\":true", "logprobs", "whole number");
  }

  private static void refusedCompletion(String fields, String param, String sentence) {
    assertThatThrownBy(() -> completion("{\"model\":\"witan\"," + fields + "}"))
        .isInstanceOfSatisfying(
            ApiException.class, refusal -> assertThat(refusal.param()).isEqualTo(param))
        .hasMessageContaining(sentence);
  }

  @Test
  void anEmbeddingTakesOneOrSeveralTexts() {
    EmbeddingRequest one = embedding("{\"model\":\"m\",\"input\":\"a\"}");
    assertThat(one.inputs()).containsExactly("a");
    assertThat(one.base64()).isFalse();
    assertThat(one.dimensions()).isNull();
    EmbeddingRequest several =
        embedding(
            "{\"model\":\"m\",\"input\":[\"a\",\"b\"],\"encoding_format\":\"base64\",\"dimensions\":4}");
    assertThat(several.inputs()).containsExactly("a", "b");
    assertThat(several.base64()).isTrue();
    assertThat(several.dimensions()).isEqualTo(4);
  }

  @Test
  void whatCannotBeEmbeddedIsRefusedByName() {
    refusedEmbedding("\"dimensions\":4", "input", "Missing required parameter");
    refusedEmbedding("\"input\":[]", "input", "the array is empty");
    refusedEmbedding("\"input\":\"\"", "input", "a text is empty");
    refusedEmbedding("\"input\":[\"a\",\"\"]", "input", "a text is empty");
    refusedEmbedding("\"input\":[1,2]", "input", "token ids");
    refusedEmbedding("\"input\":{}", "input", "a string");
    refusedEmbedding("\"input\":\"a\",\"dimensions\":0", "dimensions", "of at least 1");
    refusedEmbedding("\"input\":\"a\",\"encoding_format\":\"hex\"", "encoding_format", "base64");
    assertThatThrownBy(() ->
            embedding("{\"model\":\"m\",\"input\":\"a\",\"dimensions\":385}")
                .requireDimensionsUpTo(384))
        .hasMessageContaining("385")
        .hasMessageContaining("send 1 to 384");
  }

  private static void refusedEmbedding(String fields, String param, String sentence) {
    assertThatThrownBy(() -> embedding("{\"model\":\"m\"," + fields + "}"))
        .isInstanceOfSatisfying(
            ApiException.class, refusal -> assertThat(refusal.param()).isEqualTo(param))
        .hasMessageContaining(sentence);
  }
}
