package witan.engine.text;

import java.text.Normalizer;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import witan.engine.ModelException;

/**
 * How text is cut into words before bytes are merged, which never go across words.
 *
 * <p>Each constant is one or several patterns, applied one after the other: what a pattern matches
 * and what lies between its matches are pieces for the next. Letters, numbers and white space are
 * Unicode's, as in the models' own tokenizers.
 */
public enum PreTokenizer {
  /** GPT-2's words. */
  GPT_2(List.of("gpt-2", "default"), false, false, Patterns.CLASSIC),

  /** Every digit alone, then GPT-2's words. */
  SMOLLM(List.of("smollm"), false, false, "\\p{N}", Patterns.CLASSIC),

  /** Composed characters, digits alone, punctuation with the letters after it. */
  QWEN2(List.of("qwen2"), true, false, Patterns.modern("\\p{N}")),

  /** Digits by threes; a word that is a token is that token, whatever the merges say. */
  LLAMA_BPE(List.of("llama-bpe", "llama3"), false, true, Patterns.modern("\\p{N}{1,3}"));

  private static final class Patterns {
    private static final String CLASSIC =
        "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    private static String modern(String number) {
      return "(?iu:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|"
          + number
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }

    private static Pattern compile(String pattern) {
      // Java's \s is ASCII; UNICODE_CHARACTER_CLASS would fix it but is several times slower.
      return Pattern.compile(
          pattern.replace("\\s", "\\p{IsWhite_Space}").replace("\\S", "\\P{IsWhite_Space}"));
    }
  }

  private final List<String> names;
  private final boolean composes;
  private final boolean wholeWords;
  private final List<Pattern> patterns;

  PreTokenizer(List<String> names, boolean composes, boolean wholeWords, String... patterns) {
    this.names = names;
    this.composes = composes;
    this.wholeWords = wholeWords;
    this.patterns = Stream.of(patterns).map(Patterns::compile).toList();
  }

  /**
   * The pre-tokenizer of a name in {@code tokenizer.ggml.pre}.
   *
   * @throws ModelException if Witan has none of that name
   */
  public static PreTokenizer of(String name) {
    return Stream.of(values())
        .filter(known -> known.names.contains(name))
        .findFirst()
        .orElseThrow(() ->
            new ModelException(
                "The model's pre-tokenizer is " + name + "; Witan has " + allNames() + "."));
  }

  private static String allNames() {
    return Stream.of(values())
        .flatMap(known -> known.names.stream())
        .collect(Collectors.joining(", "));
  }

  /** Whether a word that is a token needs no merges to become it. */
  boolean wholeWords() {
    return wholeWords;
  }

  /** Hands on the words of a text in order; together they are the text. */
  void split(String text, Consumer<String> words) {
    split(composes ? Normalizer.normalize(text, Normalizer.Form.NFC) : text, 0, words);
  }

  private void split(String piece, int step, Consumer<String> words) {
    if (piece.isEmpty()) {
      return;
    }
    if (step == patterns.size()) {
      words.accept(piece);
      return;
    }
    Matcher matcher = patterns.get(step).matcher(piece);
    int done = 0;
    while (matcher.find()) {
      split(piece.substring(done, matcher.start()), step + 1, words);
      split(matcher.group(), step + 1, words);
      done = matcher.end();
    }
    split(piece.substring(done), step + 1, words);
  }
}
