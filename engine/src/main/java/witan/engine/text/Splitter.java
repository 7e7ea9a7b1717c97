package witan.engine.text;

import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a text into pieces; tokens never go across two. */
interface Splitter {

  /** Leaves the text whole. */
  Splitter NONE = (text, pieces) -> pieces.accept(text);

  /** Hands on the pieces of a text that is not empty, in order, none of them empty. */
  void split(String text, Consumer<String> pieces);

  /** Cuts what this one leaves. */
  default Splitter then(Splitter that) {
    return (text, pieces) -> split(text, piece -> that.split(piece, pieces));
  }

  /** What the pattern matches and what lies between its matches. */
  static Splitter isolating(Pattern pattern) {
    return (text, pieces) -> {
      Matcher matcher = pattern.matcher(text);
      int done = 0;
      while (matcher.find()) {
        if (matcher.start() > done) {
          pieces.accept(text.substring(done, matcher.start()));
        }
        if (matcher.end() > matcher.start()) {
          pieces.accept(matcher.group());
        }
        done = matcher.end();
      }
      if (done < text.length()) {
        pieces.accept(text.substring(done));
      }
    };
  }

  /** Each piece ends with what the pattern matches. */
  static Splitter behind(Pattern pattern) {
    return cutting(pattern, Matcher::end);
  }

  /** Each piece begins with what the pattern matches. */
  static Splitter before(Pattern pattern) {
    return cutting(pattern, Matcher::start);
  }

  private static Splitter cutting(Pattern pattern, ToIntFunction<Matcher> place) {
    return (text, pieces) -> {
      Matcher matcher = pattern.matcher(text);
      int done = 0;
      while (matcher.find()) {
        int cut = place.applyAsInt(matcher);
        if (cut > done) {
          pieces.accept(text.substring(done, cut));
          done = cut;
        }
      }
      if (done < text.length()) {
        pieces.accept(text.substring(done));
      }
    };
  }
}
