package witan.engine.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import witan.engine.ModelException;
import witan.engine.Tokenizer;
import witan.engine.gguf.GgufFile;
import witan.engine.text.Merges.Merge;

/** The tokenizers that models' files describe. */
public final class Tokenizers {
  /** Tokens that end a turn wherever they are special, whatever else a file says. */
  static final List<String> ENDS_OF_TURN =
      List.of("<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<end_of_turn>", "<|end|>");

  private static final String GGML = "tokenizer.ggml.";

  private Tokenizers() {}

  /**
   * The tokenizer of a GGUF file: byte-level ({@code gpt2}) or SentencePiece's with scores ({@code
   * llama}).
   *
   * @throws ModelException if the file's is damaged or of another kind
   */
  public static Tokenizer of(GgufFile file) {
    String model = file.word(GGML + "model");
    return switch (model) {
      case "gpt2" -> byteLevel(file);
      case "llama" -> sentencePiece(file);
      default ->
          throw new ModelException(
              file.path() + " has a tokenizer of the kind " + model + "; Witan has gpt2, llama.");
    };
  }

  /**
   * The tokenizer of a folder with a {@code tokenizer.json} and, as a rule, a {@code
   * tokenizer_config.json}.
   *
   * @throws ModelException if it is missing, damaged or of a kind that Witan does not read
   */
  public static Tokenizer ofFolder(Path folder) {
    Path file = folder.resolve("tokenizer.json");
    if (!Files.isRegularFile(file)) {
      throw new ModelException("The folder " + folder + " has no tokenizer.json.");
    }
    return TokenizerJson.read(file, TokenizerConfig.read(folder));
  }

  private static Tokenizer byteLevel(GgufFile file) {
    TokenTable table = table(file, Spelling.BYTE_LEVEL);
    PreTokenizer pre = PreTokenizer.of(file.optionalString(GGML + "pre").orElse("default"));
    List<Merge> merges = file.strings(GGML + "merges").stream().map(Merge::of).toList();
    return tokenizer(table, pre, merges, beginOfText(file, table, pre == PreTokenizer.LLAMA_BPE));
  }

  /** A byte-level tokenizer. */
  static Tokenizer tokenizer(
      TokenTable table, PreTokenizer pre, List<Merge> merges, int[] beginOfText) {
    Map<String, Integer> words = table.words();
    return new TextTokenizer(
        table,
        pre.normalizer(),
        pre.splitter(),
        new BytePairs(
            table,
            Merges.listed(merges, table.numbers(), table::ordinary),
            pre.wholeWords() ? words : Map.of()),
        beginOfText);
  }

  private static Tokenizer sentencePiece(GgufFile file) {
    TokenTable table = table(file, Spelling.SENTENCE_PIECE);
    float[] scores = file.floats(GGML + "scores");
    if (scores.length != table.size()) {
      throw new ModelException(
          file.path() + " scores " + scores.length + " of " + table.size() + " tokens: damaged.");
    }
    String mark = String.valueOf(Spelling.SPACE_MARK);
    Normalizer marks = Normalizer.replace(" ", mark);
    boolean prefixed = file.optionalBoolean(GGML + "add_space_prefix").orElse(true);
    int unknown = file.optionalNumber(GGML + "unknown_token_id").map(Number::intValue).orElse(-1);
    return new TextTokenizer(
        table,
        prefixed ? marks.then(Normalizer.prepend(mark)) : marks,
        new WordStarts(table.words().keySet()),
        new CharacterPairs(
            new Characters(table, unknown, true), Merges.scored(table.words(), scores), Map.of()),
        beginOfText(file, table, true));
  }

  private static TokenTable table(GgufFile file, Spelling spelling) {
    List<String> texts = file.strings(GGML + "tokens");
    int[] types = file.ints(GGML + "token_type");
    TreeSet<Integer> ends = new TreeSet<>();
    for (String key : new String[] {"eos_token_id", "eot_token_id", "eom_token_id"}) {
      file.optionalNumber(GGML + key).map(Number::intValue).ifPresent(ends::add);
    }
    for (String text : ENDS_OF_TURN) {
      int token = texts.indexOf(text);
      if (token >= 0 && token < types.length && types[token] != TokenType.NORMAL.number()) {
        ends.add(token);
      }
    }
    return new TokenTable(
        texts, types, spelling, ends.stream().mapToInt(Integer::intValue).toArray());
  }

  private static int[] beginOfText(GgufFile file, TokenTable table, boolean unlessSaid) {
    boolean adds = file.optionalBoolean(GGML + "add_bos_token").orElse(unlessSaid);
    return file.optionalNumber(GGML + "bos_token_id").stream()
        .filter(token -> adds)
        .mapToInt(token -> table.checked(token.intValue(), "to begin a text"))
        .toArray();
  }
}
