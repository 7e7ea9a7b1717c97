package witan.engine.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes vocabularies as the {@code tokenizer.json} that Hugging Face's library reads. */
final class TokenizerFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TokenizerFiles() {}

  /** A token that is found in a text as it is written. */
  static Map<String, Object> added(int number, String text, boolean special) {
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("id", number);
    token.put("content", text);
    for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
      token.put(flag, false);
    }
    token.put("special", special);
    return token;
  }

  /** A step without settings, or with those given as names and values. */
  static Map<String, Object> step(String type, Object... settings) {
    Map<String, Object> step = new LinkedHashMap<>();
    step.put("type", type);
    for (int i = 0; i < settings.length; i += 2) {
      step.put((String) settings[i], settings[i + 1]);
    }
    return step;
  }

  /**
   * All pairs of tokens that together are one, as Hugging Face's converters list them.
   *
   * @param ranks of the tokens: lower ones merge first
   */
  static List<List<String>> merges(Map<String, Double> ranks) {
    record Pair(double rank, String left, String right) {}
    List<Pair> pairs = new ArrayList<>();
    ranks.forEach((text, rank) -> {
      for (int cut = 1; cut < text.length(); cut++) {
        String left = text.substring(0, cut);
        String right = text.substring(cut);
        if (ranks.containsKey(left) && ranks.containsKey(right)) {
          pairs.add(new Pair(rank, left, right));
        }
      }
    });
    pairs.sort(
        Comparator.comparingDouble(Pair::rank)
            .thenComparingDouble(pair -> ranks.get(pair.left))
            .thenComparingDouble(pair -> ranks.get(pair.right)));
    return pairs.stream().map(pair -> List.of(pair.left, pair.right)).toList();
  }

  /** Writes {@code tokenizer.json} into a folder. */
  static Path write(Path folder, Map<String, Object> parts) throws IOException {
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("version", "1.0");
    whole.putAll(parts);
    return Files.writeString(folder.resolve("tokenizer.json"), JSON.writeValueAsString(whole));
  }
}
