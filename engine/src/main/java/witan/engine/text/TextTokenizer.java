package witan.engine.text;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import witan.engine.MarkedText;
import witan.engine.Tokenizer;

/**
 * Text to tokens in four steps: tokens that are marked in it, the normal form of what lies between
 * them, words, and the words' tokens.
 *
 * <p>Special tokens count in trusted parts of a text only, and no word can become one: whoever asks
 * can't write them. User-defined tokens (such as {@code <think>}) stand for text but are guarded in
 * the same way, unless they are nothing but white space. Words go across the borders of trusted and
 * other parts, so the tokens are those of the plain text.
 */
final class TextTokenizer implements Tokenizer {
  private static final int MOST_CACHED_WORDS = 1 << 15;
  private static final int LONGEST_CACHED_WORD = 64;

  // What can't be written in UTF-8 is an unknown character, as everywhere.
  private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

  private final TokenTable table;
  private final Normalizer normalizer;
  private final Splitter splitter;
  private final WordModel model;
  private final int[] beginOfText;
  private final MarkedTokens marked;
  private final String vocabularyId;

  // Emptied when full: simple, bounded, and the frequent words are back at once.
  private final Map<String, int[]> cache = new ConcurrentHashMap<>();

  /**
   * A tokenizer of these steps.
   *
   * @param beginOfText what the model's file says that a text begins with
   */
  TextTokenizer(
      TokenTable table,
      Normalizer normalizer,
      Splitter splitter,
      WordModel model,
      int[] beginOfText) {
    this.table = table;
    this.normalizer = normalizer;
    this.splitter = splitter;
    this.model = model;
    this.beginOfText = beginOfText.clone();
    this.marked = new MarkedTokens(table.marked());
    this.vocabularyId = table.id();
  }

  @Override
  public int[] encode(String text) {
    return encode(MarkedText.plain(text));
  }

  @Override
  public int[] encode(MarkedText text) {
    IntStream.Builder tokens = IntStream.builder();
    String whole = LONE_SURROGATE.matcher(text.text()).replaceAll("\uFFFD");
    int done = 0;
    int runStart = 0;
    for (MarkedText.Run run : text.runs()) {
      int runEnd = runStart + run.text().length();
      int trustedEnd = run.trusted() ? runEnd : runStart;
      // A token that counts anywhere may reach into the next run.
      for (int place = Math.max(runStart, done); place < runEnd; ) {
        MarkedTokens.Entry found = marked.at(whole, place, trustedEnd);
        if (found == null) {
          place++;
        } else {
          words(whole, done, place, tokens);
          tokens.add(found.token());
          place += found.text().length();
          done = place;
        }
      }
      runStart = runEnd;
    }
    words(whole, done, whole.length(), tokens);
    return tokens.build().toArray();
  }

  private void words(String whole, int start, int end, IntStream.Builder tokens) {
    if (start == end) {
      return;
    }
    splitter.split(
        normalizer.apply(whole.substring(start, end), start == 0),
        word -> {
          for (int token : word(word)) {
            tokens.add(token);
          }
        });
  }

  private int[] word(String word) {
    if (word.length() > LONGEST_CACHED_WORD) {
      return model.tokens(word);
    }
    int[] known = cache.get(word);
    if (known == null) {
      known = model.tokens(word);
      if (cache.size() >= MOST_CACHED_WORDS) {
        cache.clear();
      }
      cache.put(word, known);
    }
    return known;
  }

  @Override
  public int[] beginOfText() {
    return beginOfText.clone();
  }

  @Override
  public byte[] bytes(int token) {
    return table.bytes(checked(token)).clone();
  }

  @Override
  public int vocabularySize() {
    return table.size();
  }

  @Override
  public int[] endOfTurn() {
    return table.endOfTurn();
  }

  @Override
  public boolean isEndOfTurn(int token) {
    return table.isEndOfTurn(token);
  }

  @Override
  public boolean isSpecial(int token) {
    return table.special(checked(token));
  }

  @Override
  public String vocabularyId() {
    return vocabularyId;
  }

  private int checked(int token) {
    if (token < 0 || token >= table.size()) {
      throw new IllegalArgumentException(
          "there is no token " + token + ": the vocabulary has " + table.size());
    }
    return token;
  }
}
