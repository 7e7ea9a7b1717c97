package witan.engine.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import witan.engine.ModelException;
import witan.engine.Tokenizer;

/**
 * A {@code tokenizer.json}, the format of Hugging Face's library, as far as language models use it:
 * the models {@code BPE} and {@code Unigram}.
 */
final class TokenizerJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_TOKENS = 1 << 22;

  private final TokenizerConfig config;
  private final JsonModel model;
  private final Map<String, JsonNode> parts;
  // The texts of all tokens and which of them are special; added ones may be in the model too.
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final Map<Integer, TokenType> added = new HashMap<>();

  private TokenizerJson(TokenizerConfig config, JsonModel model, Map<String, JsonNode> parts) {
    this.config = config;
    this.model = model;
    this.parts = parts;
    numbers.putAll(model.vocabulary());
    for (JsonNode token : part("added_tokens")) {
      int number = token.path("id").asInt(-1);
      numbers.put(token.path("content").asText(), number);
      added.put(
          number, token.path("special").asBoolean() ? TokenType.CONTROL : TokenType.USER_DEFINED);
    }
  }

  /**
   * Reads the file.
   *
   * @param config what the files beside it say
   * @throws ModelException if it is damaged, or of a kind that Witan does not read
   */
  static Tokenizer read(Path file, TokenizerConfig config) {
    try (JsonParser parser = JSON.createParser(file.toFile())) {
      @Nullable JsonModel model = null;
      Map<String, JsonNode> parts = new HashMap<>();
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (name.equals("model")) {
          model = JsonModel.read(parser);
        } else {
          parser.nextToken();
          parts.put(name, parser.readValueAsTree());
        }
      }
      if (model == null) {
        throw new ModelException("it has no model: the file is damaged.");
      }
      return new TokenizerJson(config, model, parts).tokenizer();
    } catch (ModelException e) {
      throw new ModelException(file + ": " + e.getMessage(), e);
    } catch (PatternSyntaxException e) {
      throw new ModelException(file + ": its pattern " + e.getPattern() + " is malformed.", e);
    } catch (IOException e) {
      throw new ModelException(file + " can't be read or is no JSON file: fetch it again.", e);
    }
  }

  private Tokenizer tokenizer() {
    JsonSteps steps = JsonSteps.of(part("normalizer"), part("pre_tokenizer"));
    boolean byteLevel = mentions(part("decoder"), "ByteLevel");
    TokenTable table = table(byteLevel ? Spelling.BYTE_LEVEL : Spelling.SENTENCE_PIECE);
    Splitter splitter = steps.splitter();
    if (!byteLevel && model.type().equals("BPE")) {
      splitter = splitter.then(new WordStarts(table.words().keySet()));
    }
    return new TextTokenizer(
        table, steps.normalizer(), splitter, wordModel(table, byteLevel), beginOfText());
  }

  private WordModel wordModel(TokenTable table, boolean byteLevel) {
    for (String affix : new String[] {"continuing_subword_prefix", "end_of_word_suffix"}) {
      if (!model.setting(affix).isEmpty()) {
        throw new ModelException("its model has a " + affix + ", which Witan does not know.");
      }
    }
    return switch (model.type()) {
      case "BPE" -> {
        Map<String, Integer> ordinary = table.words();
        Merges merges = Merges.listed(model.merges(), numbers, table::ordinary);
        Map<String, Integer> whole = model.is("ignore_merges") ? ordinary : Map.of();
        yield byteLevel
            ? new BytePairs(table, merges, whole)
            : new CharacterPairs(characters(table, model.is("fuse_unk")), merges, whole);
      }
      case "Unigram" -> {
        double[] scores = Arrays.copyOf(model.scores(), table.size());
        yield new Unigram(table.words(), scores, characters(table, true));
      }
      default ->
          throw new ModelException(
              "its model is of the type " + model.type() + "; Witan has BPE and Unigram.");
    };
  }

  private Characters characters(TokenTable table, boolean fuses) {
    return new Characters(table, model.unknown().orElse(-1), fuses);
  }

  private TokenTable table(Spelling spelling) {
    int size = numbers.isEmpty() ? 0 : Collections.max(numbers.values()) + 1;
    if (size > MOST_TOKENS || size > 0 && Collections.min(numbers.values()) < 0) {
      throw new ModelException("its tokens' numbers make no sense: the file is damaged.");
    }
    String[] texts = new String[size];
    int[] types = new int[size];
    Arrays.fill(texts, "");
    Arrays.fill(types, TokenType.UNUSED.number());
    boolean bytes = model.is("byte_fallback");
    numbers.forEach((text, number) -> {
      texts[number] = text;
      boolean isByte = bytes && text.matches("<0x[0-9A-Fa-f]{2}>");
      TokenType ordinary = isByte ? TokenType.BYTE : TokenType.NORMAL;
      types[number] = added.getOrDefault(number, ordinary).number();
    });
    model
        .unknown()
        .ifPresent(unknown -> {
          if (unknown < size) {
            types[unknown] = TokenType.UNKNOWN.number();
          }
        });
    return new TokenTable(Arrays.asList(texts), types, spelling, endOfTurn(types));
  }

  private int[] endOfTurn(int[] types) {
    Set<Integer> ends = new TreeSet<>(config.endOfTurn());
    number(config.eosToken()).ifPresent(ends::add);
    for (String text : Tokenizers.ENDS_OF_TURN) {
      number(text).stream()
          .filter(number -> types[number] != TokenType.NORMAL.number())
          .forEach(ends::add);
    }
    return ends.stream().mapToInt(Integer::intValue).toArray();
  }

  /** What the template of a single text begins with, or what the configuration says. */
  private int[] beginOfText() {
    JsonNode processors = part("post_processor");
    JsonNode single = processors.path("single");
    for (JsonNode each : processors.path("processors")) {
      single = each.has("single") ? each.path("single") : single;
    }
    TreeSet<Integer> begin = new TreeSet<>();
    for (JsonNode piece : single) {
      if (!piece.has("SpecialToken")) {
        return begin.stream().mapToInt(Integer::intValue).toArray();
      }
      number(piece.path("SpecialToken").path("id").asText()).ifPresent(begin::add);
    }
    return config.addsBos() ? number(config.bosToken()).stream().toArray() : new int[0];
  }

  private OptionalInt number(String text) {
    Integer number = numbers.get(text);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private JsonNode part(String name) {
    return parts.getOrDefault(name, MissingNode.getInstance());
  }

  private static boolean mentions(JsonNode node, String type) {
    return node.path("type").asText().equals(type)
        || node.path("decoders").valueStream().anyMatch(each -> mentions(each, type));
  }
}
