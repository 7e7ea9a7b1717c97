package witan.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import witan.engine.MarkedText;
import witan.engine.ModelException;
import witan.engine.Tokenizer;
import witan.engine.gguf.GgufFile;
import witan.engine.gguf.SmallGguf;
import witan.mixture.text.TokenText;
import witan.mixture.text.Vocabulary;

class SentencePieceTokenizerTest {
  @TempDir private Path folder;

  private final List<String> tokens = new ArrayList<>();
  private final List<Float> scores = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();

  SentencePieceTokenizerTest() {
    token("<unk>", 0, 2);
    token("<s>", 0, 3);
    token("</s>", 0, 3);
    for (int value = 0; value < 256; value++) {
      token("<0x%02X>".formatted(value), 0, 6);
    }
    token("▁h", -1, 1);
    token("ell", -2, 1);
    token("el", -3, 1);
    token("he", -4, 1);
    token("▁hello", -5, 1);
    token("ello", -6, 1);
    token("▁▁", -7, 1);
    token("\n\n", -1000, 4);
    token("<b>", -1000, 4);
    for (String letter : "▁helo\nx".split("")) {
      token(letter, -100, 1);
    }
  }

  private void token(String text, float score, int type) {
    tokens.add(text);
    scores.add(score);
    types.add(type);
  }

  private SmallGguf gguf() {
    float[] values = new float[scores.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = scores.get(i);
    }
    return new SmallGguf()
        .with("tokenizer.ggml.model", "llama")
        .with("tokenizer.ggml.tokens", tokens.toArray(String[]::new))
        .with("tokenizer.ggml.token_type", types.stream().mapToInt(Integer::intValue).toArray())
        .with("tokenizer.ggml.scores", values)
        .with("tokenizer.ggml.bos_token_id", 1)
        .with("tokenizer.ggml.eos_token_id", 2);
  }

  private Tokenizer tokenizer(SmallGguf gguf) throws Exception {
    try (GgufFile file = GgufFile.open(gguf.write(folder.resolve("small.gguf")))) {
      return Tokenizers.of(file);
    }
  }

  private String[] texts(int[] encoded) {
    return Arrays.stream(encoded).mapToObj(tokens::get).toArray(String[]::new);
  }

  @Test
  void neighboursMergeInTheOrderOfTheScores() throws Exception {
    Tokenizer tokenizer = tokenizer(gguf());
    assertThat(texts(tokenizer.encode("hello hel  xx")))
        .containsExactly("▁hello", "▁h", "el", "▁▁", "x", "x");
  }

  @Test
  void everyPartBetweenSpecialTokensBeginsWithASpaceUnlessTheFileSaysOtherwise() throws Exception {
    MarkedText text = MarkedText.trusted("hello</s>hello");
    assertThat(texts(tokenizer(gguf()).encode(text))).containsExactly("▁hello", "</s>", "▁hello");
    Tokenizer bare = tokenizer(gguf().with("tokenizer.ggml.add_space_prefix", false));
    assertThat(texts(bare.encode(text))).containsExactly("h", "ello", "</s>", "h", "ello");
  }

  @Test
  void whatTheVocabularyLacksBecomesBytesThatAreDecodedWhole() throws Exception {
    Tokenizer tokenizer = tokenizer(gguf());
    int[] encoded = tokenizer.encode("h👧é");
    assertThat(texts(encoded))
        .containsExactly("▁h", "<0xF0>", "<0x9F>", "<0x91>", "<0xA7>", "<0xC3>", "<0xA9>");
    List<byte[]> bytes = new ArrayList<>();
    for (int token = 0; token < tokenizer.vocabularySize(); token++) {
      bytes.add(tokenizer.bytes(token));
    }
    TokenText text = new TokenText(new Vocabulary(bytes, tokenizer.endOfTurn()), List.of());
    List<String> pieces = new ArrayList<>();
    for (int token : encoded) {
      pieces.add(text.push(token));
    }
    // The space is SentencePiece's own, as the vocabulary has it.
    assertThat(pieces).containsExactly(" h", "", "", "", "👧", "", "é");
    assertThat(text.finish()).isEmpty();
  }

  @Test
  void withoutBytesItIsTheUnknownTokenOnceInARow() throws Exception {
    types.replaceAll(type -> type == 6 ? 5 : type);
    Tokenizer tokenizer = tokenizer(gguf().with("tokenizer.ggml.unknown_token_id", 0));
    assertThat(tokenizer.encode("xéüx")).startsWith(tokens.indexOf("▁")).contains(0);
    assertThat(texts(tokenizer.encode("xéüx"))).containsExactly("▁", "x", "<unk>", "x");
  }

  @Test
  void userDefinedTokensAreGuardedUnlessWhiteSpace() throws Exception {
    Tokenizer tokenizer = tokenizer(gguf());
    int tag = tokens.indexOf("<b>");
    assertThat(texts(tokenizer.encode("x\n\nx"))).containsExactly("▁", "x", "\n\n", "▁", "x");
    assertThat(tokenizer.encode(MarkedText.trusted("<b>"))).containsExactly(tag);
    assertThat(tokenizer.encode("<b>")).doesNotContain(tag);
    assertThat(tokenizer.bytes(tag)).asString(StandardCharsets.UTF_8).isEqualTo("<b>");
  }

  @Test
  void aTextBeginsAsTheFileSays() throws Exception {
    assertThat(tokenizer(gguf()).beginOfText()).containsExactly(1);
    assertThat(tokenizer(gguf().with("tokenizer.ggml.add_bos_token", false)).beginOfText())
        .isEmpty();
  }

  @Test
  @Timeout(20)
  void aWordOfAHundredThousandLettersTakesNoTime() throws Exception {
    Tokenizer tokenizer = tokenizer(gguf());
    assertThat(tokenizer.encode("x".repeat(100_000))).hasSize(100_001);
    assertThat(tokenizer.encode("hel".repeat(100_000))).hasSizeGreaterThan(100_000);
    assertThat(tokenizer.encode(" ".repeat(100_000))).hasSize(50_001);
    assertThat(tokenizer.encode("é".repeat(100_000))).hasSize(200_001);
  }

  @Test
  void damagedScoresAreRefused() {
    assertThatThrownBy(() -> tokenizer(gguf().with("tokenizer.ggml.scores", new float[3])))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("scores 3 of");
    assertThatThrownBy(() -> tokenizer(gguf().with("tokenizer.ggml.bos_token_id", 100_000)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("100000");
  }
}
