package witan.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.engine.MarkedText;
import witan.engine.Tokenizer;
import witan.engine.gguf.GgufFile;

/** The tokenizers of real models beside Hugging Face's library. */
class FamiliesTest {

  private static final String FAMILIES =
      """
      qwen3,    '',                <|im_end|>
      llama3_1, <|begin_of_text|>, <|eot_id|>
      llama2,   <s>,               </s>
      gemma3,   <bos>,             <end_of_turn>
      """;

  @ParameterizedTest
  @CsvSource(textBlock = FAMILIES)
  void aFoldersTokenizerGivesHuggingFacesTokens(String family, String begin, String end)
      throws Exception {
    compare(family, begin, end, 500);
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource(textBlock = FAMILIES)
  void aFoldersTokenizerGivesHuggingFacesTokensForTwentyThousandTexts(
      String family, String begin, String end) throws Exception {
    compare(family, begin, end, 20_000);
  }

  private static void compare(String family, String begin, String end, int count) throws Exception {
    Path folder = Fetched.tokenizer(family);
    Tokenizer tokenizer = Tokenizers.ofFolder(folder);
    assertThat(tokenizer.beginOfText()).isEqualTo(tokenizer.encode(MarkedText.trusted(begin)));
    assertThat(tokenizer.endOfTurn()).contains(tokenizer.encode(MarkedText.trusted(end)));
    try (Reference reference = new Reference(folder.resolve("tokenizer.json"))) {
      reference.agreesWith(tokenizer, VariedTexts.texts(count, new SplittableRandom(11)));
    }
  }

  @Tag("long")
  @Test
  void gemmasGgufGivesHuggingFacesTokens() throws Exception {
    try (GgufFile file = GgufFile.open(Fetched.gemmaGguf());
        Reference reference =
            new Reference(Fetched.tokenizer("gemma3").resolve("tokenizer.json"))) {
      Tokenizer tokenizer = Tokenizers.of(file);
      assertThat(tokenizer.beginOfText()).containsExactly(2);
      // The folder finds runs of SentencePiece's own mark as they are written, the file those of
      // spaces; a text that holds the mark itself may differ.
      List<String> texts =
          VariedTexts.texts(20_000, new SplittableRandom(12)).stream()
              .filter(text -> text.indexOf(Spelling.SPACE_MARK) < 0)
              .toList();
      assertThat(texts).hasSizeGreaterThan(10_000);
      reference.agreesWith(tokenizer, texts);
    }
  }
}
