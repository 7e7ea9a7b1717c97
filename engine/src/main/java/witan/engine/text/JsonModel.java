package witan.engine.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import witan.engine.ModelException;
import witan.engine.text.Merges.Merge;

/**
 * The part {@code model} of a {@code tokenizer.json}. Read piece by piece: as a tree, Gemma's would
 * take some hundred megabytes.
 */
final class JsonModel {
  private final Map<String, Integer> vocabulary = new LinkedHashMap<>();
  private final List<Double> scores = new ArrayList<>();
  private final List<Merge> merges = new ArrayList<>();
  private final Map<String, String> settings = new LinkedHashMap<>();

  private JsonModel() {}

  /** Reads the object that the parser stands in front of. */
  static JsonModel read(JsonParser parser) throws IOException {
    JsonModel model = new JsonModel();
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw damaged();
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("vocab") && value == JsonToken.START_OBJECT) {
        model.readNumbers(parser);
      } else if (name.equals("vocab") && value == JsonToken.START_ARRAY) {
        model.readScores(parser);
      } else if (name.equals("merges") && value == JsonToken.START_ARRAY) {
        model.readMerges(parser);
      } else if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
        model.settings.put(name, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
    return model;
  }

  /** {@code {"the": 279, …}}. */
  private void readNumbers(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String text = parser.currentName();
      parser.nextToken();
      vocabulary.put(text, parser.getIntValue());
    }
  }

  /** {@code [["the", -3.5], …]}, numbered in their order. */
  private void readScores(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.START_ARRAY) {
      parser.nextToken();
      vocabulary.putIfAbsent(parser.getText(), scores.size());
      parser.nextToken();
      scores.add(parser.getDoubleValue());
      if (parser.nextToken() != JsonToken.END_ARRAY) {
        throw damaged();
      }
    }
  }

  /** {@code ["t h", …]}, or {@code [["t", "h"], …]}, as newer files have it. */
  private void readMerges(JsonParser parser) throws IOException {
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.START_ARRAY) {
        merges.add(new Merge(text(parser), text(parser)));
        if (parser.nextToken() != JsonToken.END_ARRAY) {
          throw damaged();
        }
      } else if (token == JsonToken.VALUE_STRING) {
        merges.add(Merge.of(parser.getText()));
      } else {
        throw damaged();
      }
    }
  }

  private static String text(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.VALUE_STRING) {
      throw damaged();
    }
    return parser.getText();
  }

  private static ModelException damaged() {
    return new ModelException("its model is malformed: the file is damaged.");
  }

  /** {@code BPE} or {@code Unigram}; older files of BPE don't say it. */
  String type() {
    return settings.getOrDefault("type", merges.isEmpty() ? "" : "BPE");
  }

  /** The number of each token's text. */
  Map<String, Integer> vocabulary() {
    return vocabulary;
  }

  /** A unigram model's scores, in the order of the numbers. */
  double[] scores() {
    return scores.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The most important first. */
  List<Merge> merges() {
    return merges;
  }

  /** A text or number of the model, empty if it has none of that name. */
  String setting(String name) {
    return settings.getOrDefault(name, "");
  }

  boolean is(String name) {
    return setting(name).equals("true");
  }

  /** The token of what is not in the vocabulary. */
  OptionalInt unknown() {
    Integer number = vocabulary.get(setting("unk_token"));
    String given = setting("unk_id");
    if (number != null) {
      return OptionalInt.of(number);
    }
    return given.matches("[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(given))
        : OptionalInt.empty();
  }
}
