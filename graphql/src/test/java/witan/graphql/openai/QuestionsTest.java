package witan.graphql.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.graphql.answer.Question;
import witan.openai.ChatRequest;
import witan.openai.CompletionRequest;

class QuestionsTest {

  @ParameterizedTest
  @CsvSource({
    "'\"temperature\":0',             true",
    "'\"temperature\":1,\"seed\":7',  true",
    "'\"seed\":7',                    true",
    "'\"temperature\":0.5',           false",
    "'\"n\":2',                       false"
  })
  void atTemperatureZeroOrWithASeedTheSameExpertsAreAskedAgain(String setting, boolean so) {
    String chat =
        "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}],%s}";
    String completion = "{\"model\":\"witan\",\"prompt\":\"Because\",%s}";

    assertThat(
            Questions.of(
                ChatRequest.parse(bytes(chat.formatted(setting)), new SplittableRandom(1))))
        .isNotEmpty()
        .allMatch(question -> question.repeatable() == so);
    assertThat(
            Questions.of(
                CompletionRequest.parse(
                    bytes(completion.formatted(setting)), new SplittableRandom(1))))
        .isNotEmpty()
        .allMatch(question -> question.repeatable() == so);
  }

  @Test
  void anAnswerIsNoLongerThanAnyContextHowLongItMayBe() {
    String chat =
        "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}],\"max_tokens\":1000000000}";

    assertThat(Questions.of(ChatRequest.parse(bytes(chat), new SplittableRandom(1))))
        .isNotEmpty()
        .allMatch(question -> question.maxTokens() == Question.MOST_TOKENS);
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
