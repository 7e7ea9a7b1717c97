package witan.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.engine.MarkedText;
import witan.engine.Tokenizer;

/** No text is quadratic: were one, it would take hours. */
class LongTextsTest {
  private static final int LENGTH = 100_000;

  @ParameterizedTest
  @Timeout(60)
  @CsvSource({"qwen3, false", "llama2, true"})
  void aHundredThousandOfAnythingTakeNoTime(String family, boolean prefixed) {
    check(family, prefixed);
  }

  @Tag("long")
  @ParameterizedTest
  @Timeout(60)
  @CsvSource({"llama3_1, false", "gemma3, false"})
  void aHundredThousandOfAnythingTakeNoTimeWithOthers(String family, boolean prefixed) {
    check(family, prefixed);
  }

  private static void check(String family, boolean prefixed) {
    Tokenizer tokenizer = Tokenizers.ofFolder(Fetched.tokenizer(family));
    for (String part :
        new String[] {
          "a", "A", "ab", "aB", "1", " ", "\n", "\t", "\r", " \n", "<", "<|", "<unused", "'", "'s",
          "=", "/", "東", "é", "\u0301", "👧", "\u200d", "\0", "a\u0301", " a", "▁a", "\u3000"
        }) {
      String text = part.repeat(LENGTH / part.length());
      int[] tokens = tokenizer.encode(text);
      tokenizer.encode(MarkedText.trusted(text));
      if (!part.equals("a\u0301") && !part.equals("▁a")) {
        assertThat(text(tokenizer, tokens)).isEqualTo(prefixed ? " " + text : text);
      }
    }
  }

  private static String text(Tokenizer tokenizer, int[] tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int token : tokens) {
      bytes.writeBytes(tokenizer.bytes(token));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
