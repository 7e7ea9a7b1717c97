package witan.embedding;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * BERT's uncased WordPiece tokenizer.
 *
 * <p>As Hugging Face's {@code BertNormalizer}, {@code BertPreTokenizer} and {@code WordPiece} do
 * it, with one difference: the names of special tokens in a text ({@code [SEP]}) are ordinary text
 * here, so that nobody can write a token that only the tokenizer may set. Marks and punctuation
 * younger than Unicode 8 follow Java's tables, which know them.
 */
final class WordPiece {

  /** Longer words are unknown as a whole. */
  private static final int LONGEST_WORD = 100;

  private final Map<String, Integer> words;
  private final Map<String, Integer> continuations;
  private final int unknown;
  private final int first;
  private final int last;

  private WordPiece(Map<String, Integer> vocabulary) {
    words = HashMap.newHashMap(vocabulary.size());
    continuations = HashMap.newHashMap(vocabulary.size());
    vocabulary.forEach((piece, token) -> {
      if (piece.startsWith("##") && piece.length() > 2) {
        continuations.put(piece.substring(2), token);
      }
      words.put(piece, token);
    });
    unknown = special(vocabulary, "[UNK]");
    first = special(vocabulary, "[CLS]");
    last = special(vocabulary, "[SEP]");
  }

  private static int special(Map<String, Integer> vocabulary, String name) {
    Integer token = vocabulary.get(name);
    if (token == null) {
      throw new IllegalArgumentException("the vocabulary has no token " + name);
    }
    return token;
  }

  /** Reads {@code model.vocab} of a {@code tokenizer.json}. */
  static WordPiece read(InputStream json) throws IOException {
    Map<String, Integer> vocabulary = new HashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean model = parser.currentName().equals("model");
        if (parser.nextToken() == JsonToken.START_OBJECT && model) {
          readModel(parser, vocabulary);
        } else {
          parser.skipChildren();
        }
      }
    }
    return new WordPiece(vocabulary);
  }

  private static void readModel(JsonParser parser, Map<String, Integer> vocabulary)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean pieces = parser.currentName().equals("vocab");
      parser.nextToken();
      if (pieces) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          vocabulary.put(parser.currentName(), parser.nextIntValue(-1));
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  /** The tokens of {@code text} between [CLS] and [SEP], cut to {@code limit} tokens in all. */
  long[] encode(String text, int limit) {
    Tokens tokens = new Tokens(limit);
    tokens.add(first);
    // Word by word, so that of a very long text no more is looked at than is kept.
    int start = 0;
    for (int end = 0; end <= text.length() && !tokens.full(); end++) {
      if (end == text.length() || isSpace(text.charAt(end))) {
        split(normalize(text, start, end), tokens);
        start = end + 1;
      }
    }
    tokens.close(last);
    return tokens.toArray();
  }

  private static boolean isSpace(int point) {
    return point == '\t' || point == '\n' || point == '\r' || Character.isSpaceChar(point);
  }

  /** Without controls and accents, in lower case, each Chinese character between spaces. */
  private static String normalize(String text, int start, int end) {
    boolean ascii = true;
    StringBuilder clean = new StringBuilder(end - start);
    int point;
    for (int i = start; i < end; i += Character.charCount(point)) {
      point = text.codePointAt(i);
      ascii &= point < 0x80;
      if (isIdeograph(point)) {
        clean.append(' ').appendCodePoint(point).append(' ');
      } else if (!isControl(point)) {
        clean.appendCodePoint(Character.toLowerCase(point));
      }
    }
    if (ascii) {
      return clean.toString();
    }
    StringBuilder plain = new StringBuilder(clean.length());
    Normalizer.normalize(clean, Normalizer.Form.NFD)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .map(Character::toLowerCase)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  /** Splits at spaces, and before and after each punctuation mark. */
  private void split(String text, Tokens tokens) {
    int start = 0;
    int point;
    for (int i = 0; i < text.length() && !tokens.full(); i += Character.charCount(point)) {
      point = text.codePointAt(i);
      boolean space = isSpace(point);
      if (space || isPunctuation(point)) {
        pieces(text.substring(start, i), tokens);
        start = i + Character.charCount(point);
        if (!space) {
          pieces(text.substring(i, start), tokens);
        }
      }
    }
    pieces(text.substring(start), tokens);
  }

  /** The longest piece that fits, again and again; a word with a gap is unknown as a whole. */
  private void pieces(String word, Tokens tokens) {
    if (word.isEmpty() || tokens.full()) {
      return;
    }
    if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
      tokens.add(unknown);
      return;
    }
    int[] pieces = new int[word.length()];
    int count = 0;
    for (int start = 0; start < word.length(); ) {
      Map<String, Integer> vocabulary = start == 0 ? words : continuations;
      int end = word.length();
      Integer token = null;
      while (end > start) {
        token = vocabulary.get(word.substring(start, end));
        if (token != null) {
          break;
        }
        end = word.offsetByCodePoints(end, -1);
      }
      if (token == null) {
        tokens.add(unknown);
        return;
      }
      pieces[count++] = token;
      start = end;
    }
    for (int i = 0; i < count; i++) {
      tokens.add(pieces[i]);
    }
  }

  private static boolean isControl(int point) {
    if (point == 0xFFFD) {
      return true;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
      default -> false;
    };
  }

  private static boolean isPunctuation(int point) {
    if (point < 0x80) {
      return point > ' ' && point < 0x7F && !Character.isLetterOrDigit(point);
    }
    return switch (Character.getType(point)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  // The ranges that BERT calls Chinese; 2B920 (for 2B820) is how Hugging Face has it.
  private static boolean isIdeograph(int point) {
    return within(point, 0x4E00, 0x9FFF)
        || within(point, 0x3400, 0x4DBF)
        || within(point, 0x20000, 0x2A6DF)
        || within(point, 0x2A700, 0x2B73F)
        || within(point, 0x2B740, 0x2B81F)
        || within(point, 0x2B920, 0x2CEAF)
        || within(point, 0xF900, 0xFAFF)
        || within(point, 0x2F800, 0x2FA1F);
  }

  private static boolean within(int point, int from, int to) {
    return from <= point && point <= to;
  }

  /** A list of tokens that keeps one place free for the last. */
  private static final class Tokens {
    private final int limit;
    private long[] tokens = new long[32];
    private int count;

    Tokens(int limit) {
      this.limit = limit;
    }

    boolean full() {
      return count >= limit - 1;
    }

    void add(int token) {
      if (!full()) {
        append(token);
      }
    }

    void close(int token) {
      append(token);
    }

    private void append(int token) {
      if (count == tokens.length) {
        tokens = Arrays.copyOf(tokens, 2 * count);
      }
      tokens[count++] = token;
    }

    long[] toArray() {
      return Arrays.copyOf(tokens, count);
    }
  }
}
