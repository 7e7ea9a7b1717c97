package witan.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import witan.engine.MarkedText;
import witan.engine.Tokenizer;

/** Hugging Face's own tokenizer of a {@code tokenizer.json}. */
final class Reference implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;

  /** Reads the file. */
  Reference(Path file) throws IOException {
    tokenizer =
        HuggingFaceTokenizer.newInstance(
            file, Map.of("addSpecialTokens", "false", "truncation", "false"));
  }

  /** The tokens of a text in which special tokens count. */
  int[] encode(String text) {
    return Arrays.stream(tokenizer.encode(text, false, false).getIds())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  /** Checks that both give each text the same tokens. */
  void agreesWith(Tokenizer subject, List<String> texts) {
    for (String text : texts) {
      assertThat(subject.encode(MarkedText.trusted(text))).as(text).isEqualTo(encode(text));
    }
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
