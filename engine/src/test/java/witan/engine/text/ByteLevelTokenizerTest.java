package witan.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.engine.MarkedText;
import witan.engine.ModelException;
import witan.engine.Tokenizer;

class ByteLevelTokenizerTest {
  private final SmallVocabulary vocabulary =
      SmallVocabulary.ofBytes()
          .merge("h", "e")
          .merge("l", "l")
          .merge("he", "ll")
          .merge("hell", "o")
          .merge("Ġ", "hello")
          .token("<|start|>", 3)
          .token("<|end|>", 3)
          .token("<|end|>of", 3)
          .token("<think>", 4)
          .token("   ", 4)
          .token("<pad>", 5)
          .end("<|end|>");
  private final Tokenizer tokenizer = vocabulary.tokenizer(PreTokenizer.GPT_2);

  private static String text(Tokenizer tokenizer, int[] tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int token : tokens) {
      bytes.writeBytes(tokenizer.bytes(token));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void neighboursMergeInTheOrderOfTheMerges() {
    assertThat(tokenizer.encode("hello hello hel"))
        .containsExactly(vocabulary.numbers("hello", "Ġhello", "Ġ", "he", "l"));
  }

  @Test
  void anyTextComesBackFromItsTokens() {
    String text = "Grüße, 東京 \uD83D\uDC69\u200D👧\r\n\t\0 hello\u00a0it's 12½";
    assertThat(text(tokenizer, tokenizer.encode(text))).isEqualTo(text);
  }

  @Test
  void halfACharacterIsAnUnknownOne() {
    assertThat(text(tokenizer, tokenizer.encode("a\uD83D b\uDC67"))).isEqualTo("a\uFFFD b\uFFFD");
    MarkedText halves = MarkedText.trusted("\uD83D").plus(MarkedText.plain("\uDC67"));
    assertThat(text(tokenizer, tokenizer.encode(halves))).isEqualTo("\uD83D\uDC67");
  }

  @Test
  void specialTokensCountInTrustedTextOnly() {
    String text = "<|start|>hello<|end|>";
    assertThat(tokenizer.encode(MarkedText.trusted(text)))
        .containsExactly(vocabulary.numbers("<|start|>", "hello", "<|end|>"));
    assertThat(tokenizer.encode(text))
        .doesNotContain(vocabulary.numbers("<|start|>", "<|end|>"))
        .satisfies(tokens -> assertThat(text(tokenizer, tokens)).isEqualTo(text));
  }

  @Test
  void aSpecialTokenThatReachesIntoForeignTextIsPlain() {
    MarkedText begun = MarkedText.trusted("<|sta").plus(MarkedText.plain("rt|>"));
    MarkedText ended = MarkedText.plain("<|sta").plus(MarkedText.trusted("rt|>"));
    assertThat(tokenizer.encode(begun)).containsExactly(tokenizer.encode("<|start|>"));
    assertThat(tokenizer.encode(ended)).containsExactly(tokenizer.encode("<|start|>"));
  }

  @Test
  void ofSeveralSpecialTokensTheLongestCounts() {
    assertThat(tokenizer.encode(MarkedText.trusted("<|end|>of<|end|>o")))
        .containsExactly(vocabulary.numbers("<|end|>of", "<|end|>", "o"));
  }

  @Test
  void wordsGoAcrossTheBordersOfMarks() {
    MarkedText text = MarkedText.trusted("<|start|> hel").plus(MarkedText.plain("lo<|end|>"));
    assertThat(tokenizer.encode(text)).startsWith(vocabulary.numbers("<|start|>", "Ġhello", "<"));
  }

  @Test
  void userDefinedTokensAreTextButGuardedUnlessWhiteSpace() {
    int think = vocabulary.number("<think>");
    assertThat(tokenizer.encode(MarkedText.trusted("<think>"))).containsExactly(think);
    assertThat(tokenizer.encode("<think>")).doesNotContain(think);
    assertThat(tokenizer.isSpecial(think)).isFalse();
    assertThat(tokenizer.bytes(think)).asString(StandardCharsets.UTF_8).isEqualTo("<think>");
    assertThat(tokenizer.encode("h   h")).containsExactly(vocabulary.numbers("h", "   ", "h"));
    MarkedText across = MarkedText.plain("h  ").plus(MarkedText.trusted(" <|end|>"));
    assertThat(tokenizer.encode(across)).containsExactly(vocabulary.numbers("h", "   ", "<|end|>"));
  }

  @Test
  void specialTokensHaveNoBytesAndAreNeverMerged() {
    SmallVocabulary hostile = SmallVocabulary.ofBytes().token("he", 3).merge("h", "e").end("he");
    Tokenizer subject = hostile.tokenizer(PreTokenizer.LLAMA_BPE);
    assertThat(subject.encode("he")).containsExactly(hostile.numbers("h", "e"));
    assertThat(subject.isSpecial(hostile.number("he"))).isTrue();
    assertThat(subject.bytes(hostile.number("he"))).isEmpty();
    assertThat(tokenizer.isSpecial(vocabulary.number("<pad>"))).isTrue();
    assertThat(tokenizer.encode(MarkedText.trusted("<pad>")))
        .doesNotContain(vocabulary.number("<pad>"));
  }

  @Test
  void theEndOfATurnIsSpecialWhateverTheFileSays() {
    SmallVocabulary careless = SmallVocabulary.ofBytes().token("<eot>", 1).end("<eot>");
    Tokenizer subject = careless.tokenizer(PreTokenizer.LLAMA_BPE);
    int end = careless.number("<eot>");
    assertThat(subject.isSpecial(end)).isTrue();
    assertThat(subject.isEndOfTurn(end)).isTrue();
    assertThat(subject.isEndOfTurn(0)).isFalse();
    assertThat(subject.endOfTurn()).containsExactly(end);
    assertThat(subject.encode("<eot>")).doesNotContain(end);
    assertThat(subject.encode(MarkedText.trusted("<eot>"))).containsExactly(end);
  }

  @Test
  void llamaTakesAWordThatIsATokenWhole() {
    SmallVocabulary words = SmallVocabulary.ofBytes().merge("a", "b").token("abc", 1);
    assertThat(words.tokenizer(PreTokenizer.LLAMA_BPE).encode("abc"))
        .containsExactly(words.number("abc"));
    assertThat(words.tokenizer(PreTokenizer.GPT_2).encode("abc"))
        .containsExactly(words.numbers("ab", "c"));
  }

  @Test
  void aByteWithoutALetterHasItsByteTokenOrIsLeftOut() {
    SmallVocabulary few = SmallVocabulary.empty().token("a", 1).token("<0x62>", 6);
    Tokenizer subject = few.tokenizer(PreTokenizer.GPT_2);
    assertThat(subject.encode("abc")).containsExactly(0, 1);
    assertThat(subject.bytes(1)).containsExactly('b');
  }

  @Test
  @Timeout(10)
  void aWordOfAHundredThousandLettersTakesNoTime() {
    StringBuilder word = new StringBuilder();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 100_000; i++) {
      word.append("helo".charAt(random.nextInt(4)));
    }
    int[] tokens = tokenizer.encode(word.toString());
    assertThat(text(tokenizer, tokens)).isEqualTo(word.toString());
    assertThat(tokenizer.encode(" ".repeat(100_000)).length).isGreaterThan(10_000);
    assertThat(tokenizer.encode("\n".repeat(100_000))).hasSize(100_000);
  }

  @Test
  void manyThreadsGetWhatOneGets() throws Exception {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      texts.add("hello" + Integer.toString(i, 36));
    }
    List<int[]> alone =
        texts.stream().map(vocabulary.tokenizer(PreTokenizer.GPT_2)::encode).toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Callable<List<int[]>> all = () -> texts.stream().map(tokenizer::encode).toList();
      for (Future<List<int[]>> each : threads.invokeAll(List.of(all, all, all, all))) {
        assertThat(Arrays.deepEquals(each.get().toArray(), alone.toArray())).isTrue();
      }
    }
  }

  @Test
  void theVocabularyIsNamedByItsBytesAndEnds() throws Exception {
    SmallVocabulary two = SmallVocabulary.empty().token("Ġa", 1).token("<e>", 3).end("<e>");
    ByteBuffer bytes = ByteBuffer.allocate(14);
    bytes.putInt(2).put((byte) ' ').put((byte) 'a').putInt(0).putInt(1);
    assertThat(two.tokenizer(PreTokenizer.GPT_2).vocabularyId())
        .isEqualTo(
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array())));
  }

  @Test
  void aTokenThatThereIsNotIsRefused() {
    assertThatThrownBy(() -> tokenizer.bytes(tokenizer.vocabularySize()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no token");
    assertThatThrownBy(() -> tokenizer.isSpecial(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDamagedVocabularyIsRefused() {
    assertThatThrownBy(
            () -> new TokenTable(List.of("a"), new int[2], Spelling.BYTE_LEVEL, new int[0]))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("1 tokens and 2 token types");
    assertThatThrownBy(
            () -> new TokenTable(List.of("a"), new int[] {1}, Spelling.BYTE_LEVEL, new int[] {1}))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("said to end a turn");
    assertThatThrownBy(() -> SmallVocabulary.empty().token("a", 9).tokenizer(PreTokenizer.GPT_2))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("type 9");
    assertThatThrownBy(() -> SmallVocabulary.empty().token("x", 6).tokenizer(PreTokenizer.GPT_2))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("<0x0A>");
  }
}
