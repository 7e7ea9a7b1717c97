package witan.engine.text;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Cuts SentencePiece's text, which has no words, where no token reaches across: in front of a
 * {@code ▁} behind a character that no token has in front of one. The tokens are those of the whole
 * text, but most pieces are words that were seen before.
 */
final class WordStarts implements Splitter {
  private static final char MARK = Spelling.SPACE_MARK;

  private final Set<Character> joined = new HashSet<>();

  /** For a vocabulary of these tokens. */
  WordStarts(Set<String> tokens) {
    for (String token : tokens) {
      for (int mark = token.indexOf(MARK, 1); mark > 0; mark = token.indexOf(MARK, mark + 1)) {
        joined.add(token.charAt(mark - 1));
      }
    }
  }

  @Override
  public void split(String text, Consumer<String> pieces) {
    int done = 0;
    for (int mark = text.indexOf(MARK, 1); mark > 0; mark = text.indexOf(MARK, mark + 1)) {
      if (!joined.contains(text.charAt(mark - 1))) {
        pieces.accept(text.substring(done, mark));
        done = mark;
      }
    }
    pieces.accept(text.substring(done));
  }
}
