package witan.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static witan.engine.text.TokenizerFiles.added;
import static witan.engine.text.TokenizerFiles.step;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.engine.Tokenizer;

class UnigramTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aModelOfAnyScoresGivesHuggingFacesTokens(boolean byteFallback) throws Exception {
    SplittableRandom random = new SplittableRandom(9);
    List<List<Object>> vocabulary = new ArrayList<>();
    vocabulary.add(List.of("<unk>", 0.0));
    vocabulary.add(List.of("</s>", 0.0));
    if (byteFallback) {
      for (int value = 0; value < 256; value++) {
        vocabulary.add(List.of("<0x%02X>".formatted(value), 0.0));
      }
    }
    // The names of byte tokens are plain text here, but tokens to the reference.
    List<String> texts =
        VariedTexts.texts(2_000, random).stream().filter(text -> !text.contains("<0x")).toList();
    for (String piece : pieces(texts, random)) {
      // Sums of such scores are exact, so that ways of equal score are equal on both sides.
      vocabulary.add(List.of(piece, -random.nextInt(20_000) / 1024.0));
    }
    Path json =
        TokenizerFiles.write(
            folder,
            Map.of(
                "added_tokens",
                List.of(added(0, "<unk>", true), added(1, "</s>", true)),
                "pre_tokenizer",
                step("Metaspace", "replacement", "▁", "prepend_scheme", "always", "split", true),
                "decoder",
                step("Metaspace", "replacement", "▁", "prepend_scheme", "always", "split", true),
                "model",
                step("Unigram", "unk_id", 0, "vocab", vocabulary, "byte_fallback", byteFallback)));
    try (Reference reference = new Reference(json)) {
      reference.agreesWith(Tokenizers.ofFolder(folder), texts);
    }
  }

  /** Parts of the texts, most of their letters among them. */
  private static Set<String> pieces(List<String> texts, SplittableRandom random) {
    Set<String> pieces = new LinkedHashSet<>(Set.of("▁"));
    for (String text : texts) {
      int[] characters = text.replace(' ', '▁').codePoints().toArray();
      for (int i = 0; i < Math.min(characters.length, 200); i++) {
        int length = Math.min(1 + random.nextInt(5), characters.length - i);
        if (random.nextInt(3) > 0) {
          pieces.add(new String(characters, i, length));
        }
      }
    }
    pieces.removeIf(piece -> piece.contains("<") || piece.contains(">"));
    return pieces;
  }

  @Test
  void aWordOfAHundredThousandLettersIsCutInOnePass() throws Exception {
    List<List<Object>> vocabulary = new ArrayList<>(List.of(List.of("<unk>", 0.0)));
    for (int length = 1; length <= 16; length++) {
      vocabulary.add(List.of("a".repeat(length), -1.0 - length));
    }
    TokenizerFiles.write(
        folder, Map.of("model", step("Unigram", "unk_id", 0, "vocab", vocabulary)));
    Tokenizer tokenizer = Tokenizers.ofFolder(folder);
    int[] tokens = tokenizer.encode("a".repeat(100_000));
    assertThat(tokens).hasSize(100_000 / 16).containsOnly(16);
    assertThat(tokenizer.encode("aéüa")).containsExactly(1, 0, 1);
    assertThat(tokenizer.bytes(2)).asString(StandardCharsets.UTF_8).isEqualTo("aa");
  }
}
