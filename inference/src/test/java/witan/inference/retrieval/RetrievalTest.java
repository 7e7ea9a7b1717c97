package witan.inference.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
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
      PassageIndex index =
          PassageIndex.open(
              home.resolve(name), Corpus.read(NETWORK.resolve(name)), "test", embedder::embed);
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
    PassageIndex index = EXPERTS.get("cooking").index();
    float[] question = embedder.embed("Where does Tabasco come from?");
    double best =
        index.vectors().stream().mapToDouble(v -> Vectors.dot(question, v)).max().orElseThrow();

    assertThat(index.evidence(question).orElseThrow()).isEqualTo(best, within(1e-12));
  }

  @Test
  void theSameCorpusIsNotEmbeddedTwiceAndAnotherOneIs(@TempDir Path folder, @TempDir Path state)
      throws IOException {
    AtomicInteger embedded = new AtomicInteger();
    TextEmbedder counting =
        text -> {
          embedded.incrementAndGet();
          return embedder.embed(text);
        };
    Files.writeString(folder.resolve("a.md"), "## A\nOne thing.\n## B\nAnother thing.");
    PassageIndex.open(state, Corpus.read(folder), "test", counting).close();
    PassageIndex.open(state, Corpus.read(folder), "test", counting).close();
    assertThat(embedded).hasValue(2);

    Files.writeString(folder.resolve("b.md"), "## C\nA third thing.");
    try (PassageIndex index = PassageIndex.open(state, Corpus.read(folder), "test", counting)) {
      assertThat(embedded).hasValue(5);
      assertThat(index.passages()).hasSize(3);
    }
  }

  @Test
  void withoutACorpusThereIsNoEvidenceAndNoPassage(@TempDir Path folder, @TempDir Path state) {
    try (PassageIndex index =
        PassageIndex.open(state, Corpus.read(folder), "test", embedder::embed)) {
      Retrieval retrieval = new Retrieval(index, embedder::embed, FIT);

      assertThat(retrieval.evidence(embedder.embed("Anything?"))).isEmpty();
      assertThat(retrieval.retrieve("Anything?")).isEmpty();
    }
  }

  @Test
  void aDamagedIndexIsBuiltAnew(@TempDir Path folder, @TempDir Path state) throws IOException {
    Files.writeString(folder.resolve("a.md"), "## A\nOne thing.");
    PassageIndex.open(state, Corpus.read(folder), "test", embedder::embed).close();
    try (var files = Files.newDirectoryStream(state, "segments_*")) {
      for (Path file : files) {
        Files.writeString(file, "damaged");
      }
    }

    try (PassageIndex index =
        PassageIndex.open(state, Corpus.read(folder), "test", embedder::embed)) {
      assertThat(index.passages()).hasSize(1);
    }
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
    return EXPERTS.get(expert).retrieve(question).stream()
        .anyMatch(hit ->
            hit.passage()
                .searched()
                .toLowerCase(java.util.Locale.ROOT)
                .contains(answer.toLowerCase(java.util.Locale.ROOT)));
  }
}
