package witan.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.engine.MarkedText;
import witan.engine.Tokenizer;

/** The tokenizers of real models' folders beside Hugging Face's library. */
class FamiliesTest {

  @ParameterizedTest
  @ValueSource(strings = {"qwen3", "llama3_1", "llama2", "gemma3"})
  void aFoldersTokenizerGivesHuggingFacesTokens(String family) throws Exception {
    compare(Fetched.tokenizer(family), 500);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"qwen3", "llama3_1", "llama2", "gemma3"})
  void aFoldersTokenizerGivesHuggingFacesTokensForTenThousandTexts(String family) throws Exception {
    compare(Fetched.tokenizer(family), 20_000);
  }

  private static void compare(Path folder, int count) throws Exception {
    Tokenizer tokenizer = Tokenizers.ofFolder(folder);
    try (HuggingFaceTokenizer reference =
        HuggingFaceTokenizer.newInstance(
            folder.resolve("tokenizer.json"),
            Map.of("addSpecialTokens", "false", "truncation", "false"))) {
      List<String> texts = VariedTexts.texts(count, new SplittableRandom(11));
      for (String text : texts) {
        int[] expected =
            Arrays.stream(reference.encode(text, false, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
        assertThat(tokenizer.encode(MarkedText.trusted(text))).as(text).isEqualTo(expected);
      }
    }
  }
}
