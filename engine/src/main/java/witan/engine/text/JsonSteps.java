package witan.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer.Form;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import witan.engine.ModelException;

/**
 * What a {@code tokenizer.json} does to a text before its words become tokens: its parts {@code
 * normalizer} and {@code pre_tokenizer}.
 */
record JsonSteps(Normalizer normalizer, Splitter splitter) {
  private static final JsonSteps NONE = new JsonSteps(Normalizer.NONE, Splitter.NONE);
  private static final String MARK = String.valueOf(Spelling.SPACE_MARK);

  /**
   * The steps of both parts, each of which may be null.
   *
   * @throws ModelException if a step is not one that Witan has
   */
  static JsonSteps of(JsonNode normalizer, JsonNode preTokenizer) {
    return new JsonSteps(normalizer(normalizer), Splitter.NONE).then(preTokenizer(preTokenizer));
  }

  private JsonSteps then(JsonSteps that) {
    if (splitter != Splitter.NONE && that.normalizer != Normalizer.NONE) {
      throw new ModelException("its pre-tokenizer changes words, which Witan does not do.");
    }
    return new JsonSteps(
        that.normalizer == Normalizer.NONE ? normalizer : normalizer.then(that.normalizer),
        splitter == Splitter.NONE ? that.splitter : splitter.then(that.splitter));
  }

  private static Normalizer normalizer(JsonNode node) {
    return switch (type(node)) {
      case "" -> Normalizer.NONE;
      case "Sequence" -> {
        Normalizer all = Normalizer.NONE;
        for (JsonNode each : node.path("normalizers")) {
          all = all.then(normalizer(each));
        }
        yield all;
      }
      case "NFC", "NFD", "NFKC", "NFKD" -> Normalizer.unicode(Form.valueOf(type(node)));
      case "Prepend" -> Normalizer.prepend(node.path("prepend").asText());
      case "Replace" -> replacing(pattern(node), node.path("content").asText());
      default -> throw unknown("normalizer", node, "NFC, NFD, NFKC, NFKD, Prepend, Replace");
    };
  }

  private static Normalizer replacing(Pattern pattern, String by) {
    String literal = Matcher.quoteReplacement(by);
    return (text, first) -> pattern.matcher(text).replaceAll(literal);
  }

  private static JsonSteps preTokenizer(JsonNode node) {
    return switch (type(node)) {
      case "" -> NONE;
      case "Sequence" -> {
        JsonSteps all = NONE;
        for (JsonNode each : node.path("pretokenizers")) {
          all = all.then(preTokenizer(each));
        }
        yield all;
      }
      case "Split" -> new JsonSteps(Normalizer.NONE, split(node));
      case "Digits" -> {
        String digits = node.path("individual_digits").asBoolean() ? "\\p{N}" : "\\p{N}+";
        yield new JsonSteps(Normalizer.NONE, Splitter.isolating(Pattern.compile(digits)));
      }
      case "ByteLevel" ->
          new JsonSteps(
              node.path("add_prefix_space").asBoolean() ? prefix(" ") : Normalizer.NONE,
              node.path("use_regex").asBoolean(true)
                  ? PreTokenizer.GPT_2.splitter()
                  : Splitter.NONE);
      case "Metaspace" -> metaspace(node);
      default -> throw unknown("pre-tokenizer", node, "Split, Digits, ByteLevel, Metaspace");
    };
  }

  private static Splitter split(JsonNode node) {
    Pattern pattern = pattern(node);
    String behavior = node.path("behavior").asText();
    if (node.path("invert").asBoolean()) {
      throw new ModelException("its pre-tokenizer inverts a split, which Witan does not do.");
    }
    return switch (behavior) {
      case "Isolated" -> Splitter.isolating(pattern);
      case "MergedWithPrevious" -> Splitter.behind(pattern);
      case "MergedWithNext" -> Splitter.before(pattern);
      default ->
          throw new ModelException(
              "its pre-tokenizer splits with the behavior "
                  + behavior
                  + "; Witan has Isolated, MergedWithPrevious, MergedWithNext.");
    };
  }

  private static JsonSteps metaspace(JsonNode node) {
    String replacement = node.path("replacement").asText(MARK);
    String scheme =
        node.path("prepend_scheme")
            .asText(node.path("add_prefix_space").asBoolean(true) ? "always" : "never");
    Normalizer marks = Normalizer.replace(" ", replacement);
    Normalizer prefix = prefix(replacement);
    Normalizer prefixed =
        switch (scheme) {
          case "always" -> prefix;
          case "first" -> (text, first) -> first ? prefix.apply(text, true) : text;
          default -> Normalizer.NONE;
        };
    return new JsonSteps(
        marks.then(prefixed),
        node.path("split").asBoolean(true)
            ? Splitter.before(Pattern.compile(replacement, Pattern.LITERAL))
            : Splitter.NONE);
  }

  /** In front of every part that does not begin with it. */
  private static Normalizer prefix(String prefix) {
    return (text, first) -> text.isEmpty() || text.startsWith(prefix) ? text : prefix + text;
  }

  private static Pattern pattern(JsonNode node) {
    JsonNode pattern = node.path("pattern");
    return pattern.has("Regex")
        ? UnicodePatterns.compile(pattern.path("Regex").asText())
        : Pattern.compile(pattern.path("String").asText(), Pattern.LITERAL);
  }

  private static String type(JsonNode node) {
    return node.path("type").asText();
  }

  private static ModelException unknown(String what, JsonNode node, String known) {
    return new ModelException(
        "its %s is %s; Witan has %s and sequences of them.".formatted(what, type(node), known));
  }
}
