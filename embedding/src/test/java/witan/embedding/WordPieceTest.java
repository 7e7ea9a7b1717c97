package witan.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordPieceTest {

  private static WordPiece ours;
  private static HuggingFaceTokenizer theirs;
  private static BitSet young;

  @BeforeAll
  static void load(@TempDir Path folder) throws IOException {
    try (InputStream json =
        WordPieceTest.class.getResourceAsStream(EmbeddingModel.MINILM.vocabulary())) {
      Path file = folder.resolve("tokenizer.json");
      Files.write(file, json.readAllBytes());
      theirs =
          HuggingFaceTokenizer.builder()
              .optTokenizerPath(file)
              .optPadding(false)
              .optTruncation(true)
              .optMaxLength(EmbeddingModel.MINILM.maxTokens())
              .build();
    }
    try (InputStream json =
        WordPieceTest.class.getResourceAsStream(EmbeddingModel.MINILM.vocabulary())) {
      ours = WordPiece.read(json);
    }
    young = young();
  }

  @AfterAll
  static void close() {
    theirs.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a",
        "What is the capital of France?",
        "Who wrote 'Take the A Train'?",
        "crème brûlée, naïve café; ÀÉÎÕÜ",
        "İstanbul ıssız ǅ ẞ ß ﬁne",
        "東京とパリ 한국어 中文字符",
        "word\u00ADbreak\u200Bzero\u200Djoin\uFEFFbom",
        "tabs\tand\nlines\r\nand\u000Bvertical\u00A0space\u3000wide\u2028line",
        "$100 + 3% = ~€97^2 <tag> `code` | pipe",
        "emoji 😀👩‍🍳🇫🇷 end",
        "e\u0301a\u0308 combining \u0301alone",
        "don't-stop…“quoted”—dash",
        "##ing ## #hash",
        "supercalifragilisticexpialidocious antidisestablishmentarianism",
        "नमस्ते สวัสดี مرحبا שלום",
        "\uFFFD replaced \uE000 private"
      })
  void handPickedTextsAreSplitAsHuggingFaceSplitsThem(String text) {
    assertThat(ours.encode(text, EmbeddingModel.MINILM.maxTokens()))
        .isEqualTo(theirs.encode(text).getIds());
  }

  @Test
  void fiveThousandRandomTextsAreSplitAsHuggingFaceSplitsThem() {
    for (long seed = 0; seed < 5_000; seed++) {
      String text = text(new SplittableRandom(seed));
      assertThat(ours.encode(text, EmbeddingModel.MINILM.maxTokens()))
          .as("seed %d: %s", seed, text)
          .isEqualTo(theirs.encode(text).getIds());
    }
  }

  private static String text(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(random.nextInt(10) == 0 ? 2_000 : 80);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(12)) {
        case 0, 1 -> text.append(' ');
        case 2 -> text.append((char) random.nextInt(0x20, 0x7F));
        case 3 -> text.append((char) random.nextInt(0xA0, 0x250));
        case 4 -> text.append(assigned(random, 0x250, 0x3000));
        case 5 -> text.append(assigned(random, 0x3000, 0x1F700));
        default -> text.append((char) random.nextInt('a', 'z' + 1));
      }
    }
    return text.toString();
  }

  private static String assigned(RandomGenerator random, int from, int to) {
    while (true) {
      int point = random.nextInt(from, to);
      if (isCharacter(point) && !young.get(point)) {
        return Character.toString(point);
      }
    }
  }

  private static boolean isCharacter(int point) {
    return Character.isDefined(point) && Character.getType(point) != Character.SURROGATE;
  }

  // Hugging Face's tables of marks, controls and punctuation are Unicode 8's; Java's are newer.
  private static BitSet young() {
    BitSet young = new BitSet();
    for (int point = 1; point < 0x20000; point++) {
      if (isCharacter(point)) {
        String text = "a" + Character.toString(point) + "b";
        young.set(point, !Arrays.equals(ours.encode(text, 256), theirs.encode(text).getIds()));
      }
    }
    return young;
  }

  @Test
  void everyCharacterButTheFewYoungOnesIsTakenAsHuggingFaceTakesIt() {
    assertThat(young.nextSetBit(0)).isEqualTo(0x061D); // end of text mark, Unicode 14
    assertThat(young.cardinality()).isLessThan(700);
    assertThat(young.stream().map(Character::getType).distinct())
        .containsOnly(
            (int) Character.NON_SPACING_MARK,
            (int) Character.COMBINING_SPACING_MARK,
            (int) Character.FORMAT,
            (int) Character.DASH_PUNCTUATION,
            (int) Character.START_PUNCTUATION,
            (int) Character.END_PUNCTUATION,
            (int) Character.OTHER_PUNCTUATION,
            (int) Character.OTHER_SYMBOL);
  }

  @Test
  void aWordOfMoreThanAHundredCharactersIsUnknown() {
    assertThat(ours.encode("a".repeat(101), 256)).containsExactly(101, 100, 102);
    assertThat(ours.encode("a".repeat(101), 256))
        .isEqualTo(theirs.encode("a".repeat(101)).getIds());
    assertThat(ours.encode("a".repeat(100), 256))
        .isEqualTo(theirs.encode("a".repeat(100)).getIds());
  }

  @Test
  void aLongTextIsCutToTheLimitWithItsLastToken() {
    String text = "knife ".repeat(10_000);
    assertThat(ours.encode(text, 256))
        .hasSize(256)
        .startsWith(101)
        .endsWith(102)
        .isEqualTo(theirs.encode(text).getIds());
  }

  @Test
  void theNameOfASpecialTokenIsOrdinaryText() {
    assertThat(ours.encode("a [SEP] b [CLS]", 256)).containsOnlyOnce(101, 102);
  }

  @Test
  void halfACharacterIsLeftOut() {
    assertThat(ours.encode("a\uD83Db", 256)).isEqualTo(ours.encode("ab", 256));
  }
}
