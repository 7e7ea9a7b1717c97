package witan.inference.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.embedding.Embedder;
import witan.embedding.Vectors;

/** Over the three corpora that the project carries, with the real embedding model. */
class RetrievalTest {

  private static final Path NETWORK = Path.of("network");
  private static final Fit FIT = new Fit(0.5, 1, 0.05);

  @TempDir static Path home;

  private static Embedder embedder;
  private static final Map<String, Retrieval> EXPERTS = new TreeMap<>();

  @BeforeAll
  static void index() {
    embedder = Embedder.load(1);
    for (String name : List.of("cooking", "music", "sports")) {
      CorpusIndex index = open(home.resolve(name), NETWORK.resolve(name));
      EXPERTS.put(name, new Retrieval(index, embedder::embed, FIT));
    }
  }

  @AfterAll
  static void close() {
    EXPERTS.values().forEach(expert -> expert.index().close());
    embedder.close();
  }

  @Test
  void theExpertWhoKnowsHasTheLargestEvidenceAndFindsThePassage() throws IOException {
    List<String> missed = new ArrayList<>();
    int asked = 0;
    for (String name : EXPERTS.keySet()) {
      for (String line : Files.readAllLines(NETWORK.resolve(name).resolve("questions.tsv"))) {
        String[] parts = line.split("\t");
        asked++;
        if (!name.equals(mostEvident(parts[0])) || !finds(name, parts[0], parts[1])) {
          missed.add(line);
        }
      }
    }
    assertThat(asked).isGreaterThan(240);
    assertThat(missed).hasSizeLessThan(asked / 50);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What is the capital of France?",
        "Write one sentence about the sea.",
        "Who are you?",
        "Who wrote Hamlet?",
        "What is 2 + 2?",
        "Who won the football world cup in 2018?",
        "Hello"
      })
  void noPassageIsPutBeforeTheModelForAGeneralQuestion(String question) {
    assertThat(EXPERTS.values()).allSatisfy(e -> assertThat(e.retrieve(question)).isEmpty());
  }

  @Test
  void evidenceIsTheBestCosineOfAll() {
    CorpusIndex index = expert("cooking").index();
    float[] question = embedder.embed("Where does Tabasco come from?");
    double best =
        index.read(PassageIndex::vectors).stream()
            .mapToDouble(v -> Vectors.dot(question, v))
            .max()
            .orElseThrow();

    assertThat(expert("cooking").evidence(question).orElseThrow()).isEqualTo(best, within(1e-12));
  }

  @Test
  void withoutACorpusThereIsNoEvidenceAndNoPassage(@TempDir Path folder, @TempDir Path state) {
    try (CorpusIndex index = open(state, folder)) {
      Retrieval retrieval = new Retrieval(index, embedder::embed, FIT);

      assertThat(retrieval.evidence(embedder.embed("Anything?"))).isEmpty();
      assertThat(retrieval.retrieve("Anything?")).isEmpty();
    }
  }

  private static Retrieval expert(String name) {
    return Objects.requireNonNull(EXPERTS.get(name), name);
  }

  private static CorpusIndex open(Path state, Path folder) {
    return CorpusIndex.open(
        state, new CorpusFolder(folder, 1 << 20), "test", embedder::embed, InstantSource.system());
  }

  private static String mostEvident(String question) {
    float[] embedding = embedder.embed(question);
    return EXPERTS.entrySet().stream()
        .max(
            java.util.Comparator.comparing(
                e -> e.getValue().evidence(embedding).orElse(Double.NEGATIVE_INFINITY)))
        .orElseThrow()
        .getKey();
  }

  private static boolean finds(String expert, String question, String answer) {
    return expert(expert).retrieve(question).stream()
        .anyMatch(hit ->
            hit.passage()
                .searched()
                .toLowerCase(java.util.Locale.ROOT)
                .contains(answer.toLowerCase(java.util.Locale.ROOT)));
  }
}
