package witan.mixture.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextTest {

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<byte[]> cut(Random random, byte[] bytes) {
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int to = Math.min(bytes.length, at + random.nextInt(4));
      pieces.add(Arrays.copyOfRange(bytes, at, to));
      at = to;
    }
    return pieces;
  }

  @Test
  void aCharacterIsHeldBackUntilItIsWhole() {
    Utf8Decoder decoder = new Utf8Decoder();
    byte[] egg = utf8("🥚");
    assertThat(decoder.push(Arrays.copyOf(egg, 3))).isEmpty();
    assertThat(decoder.holds()).isTrue();
    assertThat(decoder.push(new byte[] {egg[3], 'a'})).isEqualTo("🥚a");
    assertThat(decoder.push(Arrays.copyOf(egg, 2))).isEmpty();
    assertThat(decoder.finish()).isEqualTo("\uFFFD");
    assertThat(decoder.push(utf8("b"))).isEqualTo("b");
  }

  @Test
  void aTextCutAtEveryPairOfBytesIsTheSameTextAndNeverShowsHalfACharacter() {
    String text = "aé日🥚👩‍🍳z";
    byte[] bytes = utf8(text);
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        Utf8Decoder decoder = new Utf8Decoder();
        StringBuilder whole = new StringBuilder();
        int from = 0;
        for (int to : new int[] {first, second, bytes.length}) {
          String piece = decoder.push(Arrays.copyOfRange(bytes, from, to));
          assertThat(piece).doesNotContain("\uFFFD");
          assertThat(
                  piece.isEmpty() || !Character.isHighSurrogate(piece.charAt(piece.length() - 1)))
              .isTrue();
          whole.append(piece);
          from = to;
        }
        assertThat(whole.append(decoder.finish()).toString()).isEqualTo(text);
      }
    }
  }

  @Test
  void decodingInPiecesIsDecodingAtOnceEvenOfNoise() {
    Random random = new Random(4);
    for (int run = 0; run < 2_000; run++) {
      byte[] bytes = new byte[random.nextInt(30)];
      random.nextBytes(bytes);
      if (run % 2 == 0) {
        bytes = utf8("grüße 🥚 日本 " + run);
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Utf8Decoder decoder = new Utf8Decoder();
      StringBuilder text = new StringBuilder();
      cut(random, bytes).forEach(piece -> text.append(decoder.push(piece)));
      assertThat(text.append(decoder.finish()).toString())
          .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  @Test
  void noPartOfAStopStringIsSent() {
    StopMatcher matcher = new StopMatcher(List.of("END", "\n\n"));
    assertThat(matcher.push("one E")).isEqualTo("one ");
    assertThat(matcher.held()).isEqualTo(1);
    assertThat(matcher.push("N")).isEmpty();
    assertThat(matcher.push("d\n")).isEqualTo("ENd");
    assertThat(matcher.push("two\nEND three")).isEqualTo("\ntwo\n");
    assertThat(matcher.stopped()).isTrue();
    assertThat(matcher.push("four")).isEmpty();
    assertThat(matcher.finish()).isEmpty();
  }

  @Test
  void whatWasHeldBackIsSentAtTheEnd() {
    StopMatcher matcher = new StopMatcher(List.of("END"));
    assertThat(matcher.push("EN")).isEmpty();
    assertThat(matcher.finish()).isEqualTo("EN");
    assertThat(matcher.stopped()).isFalse();
  }

  @Test
  void howTheTextWasCutMakesNoDifferenceToTheStop() {
    Random random = new Random(5);
    for (int run = 0; run < 5_000; run++) {
      String text = letters(random, 20);
      List<String> stops = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        stops.add(letters(random, 4) + "a");
      }
      StopMatcher matcher = new StopMatcher(stops);
      StringBuilder sent = new StringBuilder();
      cut(random, utf8(text))
          .forEach(piece -> sent.append(matcher.push(new String(piece, StandardCharsets.UTF_8))));
      sent.append(matcher.finish());
      assertThat(sent.toString()).isEqualTo(plainly(text, stops));
      assertThat(matcher.stopped()).isEqualTo(stops.stream().anyMatch(text::contains));
    }
  }

  private static String letters(Random random, int max) {
    StringBuilder letters = new StringBuilder();
    for (int i = random.nextInt(max); i > 0; i--) {
      letters.append((char) ('a' + random.nextInt(3)));
    }
    return letters.toString();
  }

  private static String plainly(String text, List<String> stops) {
    for (int end = 0; end <= text.length(); end++) {
      String before = text.substring(0, end);
      int longest =
          stops.stream().filter(before::endsWith).mapToInt(String::length).max().orElse(0);
      if (longest > 0) {
        return text.substring(0, end - longest);
      }
    }
    return text;
  }

  private final Vocabulary vocabulary =
      new Vocabulary(
          List.of(utf8("Hi"), new byte[] {(byte) 0xC3}, new byte[] {(byte) 0xA9}, utf8("<end>")),
          new int[] {3});

  @Test
  void theIdIsTheDigestOfLengthsBytesAndEnds() throws Exception {
    ByteBuffer all = ByteBuffer.allocate(100);
    all.putInt(2).put(utf8("Hi")).putInt(1).put((byte) 0xC3).putInt(1).put((byte) 0xA9);
    all.putInt(5).put(utf8("<end>")).putInt(3).flip();
    byte[] bytes = new byte[all.remaining()];
    all.get(bytes);
    assertThat(vocabulary.id())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
  }

  @Test
  void anAnswersTextHasWholeCharactersAndNoEndOfTurn() {
    TokenText text = new TokenText(vocabulary, List.of("éé"));
    assertThat(text.push(0)).isEqualTo("Hi");
    assertThat(text.push(1)).isEmpty();
    assertThat(text.push(2)).as("the beginning of the stop string").isEmpty();
    assertThat(text.push(0)).isEqualTo("éHi");
    assertThat(text.push(3)).isEmpty();
    assertThat(text.finish()).isEmpty();
    assertThat(TokenText.of(vocabulary, List.of("éé"), new int[] {0, 1, 2, 1, 2, 0}))
        .isEqualTo("Hi");
    assertThat(TokenText.of(vocabulary, List.of(), new int[] {0, 1})).isEqualTo("Hi\uFFFD");
  }

  @Test
  void tokensThatAreNotThereAreRefused() {
    assertThat(vocabulary.contains(4)).isFalse();
    assertThatThrownBy(() -> vocabulary.bytes(4)).hasMessageContaining("no token 4");
    assertThatThrownBy(() -> new Vocabulary(List.of(), new int[] {1}))
        .hasMessageContaining("end-of-turn token 1");
    assertThatThrownBy(() -> new StopMatcher(List.of(""))).hasMessageContaining("at least one");
  }

  @Test
  void aTextIsCoveredByTokensThatSayTheSame() {
    List<byte[]> tokens = new ArrayList<>();
    for (String token : List.of("", "a", "ab", "abc", "c", " ", "<end>", "ab")) {
      tokens.add(token.getBytes(StandardCharsets.UTF_8));
    }
    Vocabulary vocabulary = new Vocabulary(tokens, new int[] {6});

    assertThat(Cover.of(vocabulary, "abcab aac").orElseThrow()).containsExactly(3, 2, 5, 1, 1, 4);
    assertThat(Cover.of(vocabulary, "").orElseThrow()).isEmpty();
    assertThat(Cover.of(vocabulary, "abd")).isEmpty();
    assertThat(Cover.of(vocabulary, "<end>")).as("a token that ends the turn").isEmpty();
  }
}
