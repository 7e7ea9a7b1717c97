package witan.engine.text;

import java.text.Normalizer.Form;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import witan.engine.ModelException;

/**
 * How the text of a byte-level vocabulary is cut into words before bytes are merged, which never go
 * across words: what GGUF's {@code tokenizer.ggml.pre} names.
 *
 * <p>Each constant is one or several patterns, applied one after the other: what a pattern matches
 * and what lies between its matches are pieces for the next. Letters, numbers and white space are
 * Unicode's, as in the models' own tokenizers.
 */
enum PreTokenizer {
  /** GPT-2's words. */
  GPT_2(List.of("gpt-2", "default", "phi-2", "olmo", "mpt", "jais"), Patterns.CLASSIC),

  /** Every digit alone, then GPT-2's words. */
  SMOLLM(
      List.of("smollm", "starcoder", "refact", "command-r", "codeshell"),
      "\\p{N}",
      Patterns.CLASSIC),

  /** Composed characters, digits alone, punctuation with the letters after it. */
  QWEN2(List.of("qwen2", "deepseek-r1-qwen", "megrez"), Patterns.modern("\\p{N}")),

  /** Digits by threes; a word that is a token is that token, whatever the merges say. */
  LLAMA_BPE(
      List.of("llama-bpe", "llama3", "llama-v3", "falcon3", "pixtral", "lfm2"),
      Patterns.modern("\\p{N}{1,3}")),

  /** Words end where capitals begin, digits alone: Mistral since Nemo. */
  TEKKEN(List.of("tekken"), Patterns.cased("\\p{N}", "")),

  /** Words end where capitals begin, digits by threes: GPT-4o, gpt-oss, Llama 4. */
  GPT_4O(
      List.of("gpt-4o", "llama4"), Patterns.cased("\\p{N}{1,3}", "(?i:'s|'t|'re|'ve|'m|'ll|'d)?"));

  private static final class Patterns {
    private static final String CLASSIC =
        "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    private static String modern(String number) {
      return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|"
          + number
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }

    private static String cased(String number, String contraction) {
      String upper = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
      String lower = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
      String before = "[^\\r\\n\\p{L}\\p{N}]?";
      return before
          + (upper + "*" + lower + "+" + contraction + "|" + before)
          + (upper + "+" + lower + "*" + contraction + "|" + number)
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }
  }

  private final List<String> names;
  private final Splitter splitter;

  PreTokenizer(List<String> names, String... patterns) {
    this.names = names;
    this.splitter =
        Stream.of(patterns)
            .map(pattern -> Splitter.isolating(UnicodePatterns.compile(pattern)))
            .reduce(Splitter::then)
            .orElseThrow();
  }

  /**
   * The pre-tokenizer of a name in {@code tokenizer.ggml.pre}.
   *
   * @throws ModelException if Witan has none of that name
   */
  static PreTokenizer of(String name) {
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
    return this == LLAMA_BPE || this == TEKKEN;
  }

  Normalizer normalizer() {
    return this == QWEN2 ? Normalizer.unicode(Form.NFC) : Normalizer.NONE;
  }

  Splitter splitter() {
    return splitter;
  }
}
