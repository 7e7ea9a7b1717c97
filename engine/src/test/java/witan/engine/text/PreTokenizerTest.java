package witan.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import witan.engine.ModelException;

class PreTokenizerTest {

  private static List<String> words(PreTokenizer pre, String text) {
    List<String> words = new ArrayList<>();
    pre.splitter().split(pre.normalizer().apply(text, true), words::add);
    return words;
  }

  @Test
  void gpt2KeepsTheSpaceInFrontOfAWord() {
    assertThat(words(PreTokenizer.GPT_2, "It's 2024,  so what?\n\n x"))
        .containsExactly("It", "'s", " 2024", ",", " ", " so", " what", "?", "\n\n", " x");
  }

  @Test
  void smollmSetsDigitsAloneBeforeAnythingElse() {
    assertThat(words(PreTokenizer.SMOLLM, "a  12 b")).containsExactly("a", "  ", "1", "2", " b");
  }

  @Test
  void qwen2SetsDigitsAloneAndComposesCharacters() {
    assertThat(words(PreTokenizer.QWEN2, "e\u0301té 12\r\n\r\n(nice) she'LL"))
        .containsExactly("été", " ", "1", "2", "\r\n\r\n", "(nice", ")", " she", "'LL");
  }

  @Test
  void llamaTakesDigitsByThrees() {
    assertThat(words(PreTokenizer.LLAMA_BPE, "x 1234567!\n"))
        .containsExactly("x", " ", "123", "456", "7", "!\n");
  }

  @Test
  void tekkenAndGpt4oEndWordsWhereCapitalsBegin() {
    assertThat(words(PreTokenizer.TEKKEN, "HTTPServer isn't 2024 a/\n"))
        .containsExactly("HTTPServer", " isn", "'t", " ", "2", "0", "2", "4", " a", "/\n");
    assertThat(words(PreTokenizer.GPT_4O, "camelCase isn't 2024"))
        .containsExactly("camel", "Case", " isn't", " ", "202", "4");
  }

  @Test
  void lettersNumbersAndWhiteSpaceAreUnicodes() {
    assertThat(words(PreTokenizer.GPT_2, "Привет\u3000東京都\u00a0½²٣"))
        .containsExactly("Привет", "\u3000", "東京都", "\u00a0", "½²٣");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "QWEN2")
  void theWordsTogetherAreTheText(PreTokenizer pre) {
    String text = "\uD83D\uDC69\u200D👧 \t\r\n\n  don't 'S 3.14e10 ſ'ſ\u0085\u2028 __x__ \0\uFFFD ";
    assertThat(String.join("", words(pre, text))).isEqualTo(text);
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> PreTokenizer.of("bloom"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("bloom")
        .hasMessageContaining("gpt-2, default, ")
        .hasMessageContaining("smollm, ")
        .hasMessageContaining("llama-bpe");
  }

  @Test
  void theNamesOfModelFilesAreKnown() {
    assertThat(PreTokenizer.of("smollm")).isEqualTo(PreTokenizer.SMOLLM);
    assertThat(PreTokenizer.of("default")).isEqualTo(PreTokenizer.GPT_2);
    assertThat(PreTokenizer.of("qwen2")).isEqualTo(PreTokenizer.QWEN2);
    assertThat(PreTokenizer.of("llama-bpe")).isEqualTo(PreTokenizer.LLAMA_BPE);
  }
}
