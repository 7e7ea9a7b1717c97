package witan.engine.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import witan.engine.Tokenizer;

/** A vocabulary that fits a test: 256 bytes, some merges, some other tokens. */
final class SmallVocabulary {
  private final List<String> tokens = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();
  private final List<String> merges = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();

  static SmallVocabulary ofBytes() {
    SmallVocabulary vocabulary = new SmallVocabulary();
    for (int value = 0; value < 256; value++) {
      vocabulary.token(String.valueOf(ByteAlphabet.character(value)), 1);
    }
    return vocabulary;
  }

  static SmallVocabulary empty() {
    return new SmallVocabulary();
  }

  SmallVocabulary token(String text, int type) {
    tokens.add(text);
    types.add(type);
    return this;
  }

  SmallVocabulary merge(String left, String right) {
    merges.add(left + " " + right);
    return tokens.contains(left + right) ? this : token(left + right, 1);
  }

  SmallVocabulary end(String text) {
    ends.add(number(text));
    return this;
  }

  int number(String text) {
    return tokens.indexOf(text);
  }

  int[] numbers(String... texts) {
    return Arrays.stream(texts).mapToInt(this::number).toArray();
  }

  TokenTable table() {
    return new TokenTable(tokens, ints(types), Spelling.BYTE_LEVEL, ints(ends));
  }

  Tokenizer tokenizer(PreTokenizer pre) {
    return Tokenizers.tokenizer(
        table(), pre, merges.stream().map(Merges.Merge::of).toList(), new int[0]);
  }

  private static int[] ints(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }
}
