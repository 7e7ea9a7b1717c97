package witan.cli.eval.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import witan.embedding.Embedder;

/** How long a question's embedding takes, warm and alone, by its length. */
final class EmbeddingTimes {

  private static final List<Integer> WORDS = List.of(8, 32, 100, 400);
  private static final int RUNS = 25;

  private EmbeddingTimes() {}

  /**
   * Medians in milliseconds, by the number of words.
   *
   * @param passages whose words the texts are made of
   */
  static SortedMap<Integer, Double> medians(Embedder embedder, List<String> passages) {
    String[] words = String.join(" ", passages).split("\\s+");
    SortedMap<Integer, Double> medians = new TreeMap<>();
    for (int length : WORDS) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        int from = i * length % Math.max(1, words.length - length);
        texts.add(
            String.join(
                " ", Arrays.copyOfRange(words, from, Math.min(words.length, from + length))));
      }
      embedder.embed(texts.getFirst());
      double[] millis =
          texts.stream()
              .mapToDouble(text -> {
                long start = System.nanoTime();
                embedder.embed(text);
                return (System.nanoTime() - start) / 1e6;
              })
              .sorted()
              .toArray();
      medians.put(length, millis[RUNS / 2]);
    }
    return medians;
  }
}
