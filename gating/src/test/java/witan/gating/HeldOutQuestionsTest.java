package witan.gating;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import witan.embedding.Centroids;
import witan.embedding.Embedder;
import witan.protocol.gate.Policy;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

/** The gate on the local network's three corpora and the questions kept out of them. */
class HeldOutQuestionsTest {

  private static final Path NETWORK = Path.of("..", "inference", "network");
  private static final List<String> NAMES = List.of("cooking", "sports", "music");

  @Test
  void theRightExpertHasTheLargestPriorForNineteenOfTwentyQuestions() throws IOException {
    Gate gate = new Gate(new GateParameters(0.04, 0.2, 0.5, 0.25, 0.04, 0.35, 0.02));
    try (Embedder embedder = Embedder.load()) {
      List<KnownExpert> experts = new ArrayList<>();
      for (String name : NAMES) {
        experts.add(expert(name, embedder));
      }
      int right = 0;
      int asked = 0;
      for (String name : NAMES) {
        int before = right;
        List<String> questions = questions(NETWORK.resolve(name));
        for (String question : questions) {
          String first =
              gate.candidates(
                      embedder.embed(question),
                      experts,
                      Lessons.none(),
                      Modality.TEXT,
                      Policy.NONE,
                      8,
                      Selection.BY_RELEVANCE)
                  .getFirst()
                  .expert()
                  .descriptor()
                  .name();
          right += first.equals(name) ? 1 : 0;
        }
        asked += questions.size();
        System.out.printf("%s: %d of %d%n", name, right - before, questions.size());
      }
      System.out.printf("right expert first: %d of %d%n", right, asked);
      assertThat(asked).isGreaterThanOrEqualTo(120);
      assertThat(right).isGreaterThanOrEqualTo((int) Math.ceil(0.95 * asked));
    }
  }

  private static KnownExpert expert(String name, Embedder embedder) throws IOException {
    Path folder = NETWORK.resolve(name);
    List<float[]> passages = passages(folder).stream().map(embedder::embed).toList();
    String yaml = Files.readString(folder.resolve("expert.yaml"));
    String profile =
        yaml.substring(yaml.indexOf('>') + 1, yaml.indexOf("labels:"))
            .strip()
            .replaceAll("\\s+", " ");
    ExpertRecord entry = KnownExperts.expert(name, profile, Centroids.of(passages, 16, 0));
    return new KnownExpert(entry, Profile.of(entry.descriptor(), embedder.embed(profile)));
  }

  private static List<String> passages(Path folder) throws IOException {
    List<String> passages = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
        String[] sections = Files.readString(file).split("(?m)^## ");
        passages.addAll(
            Stream.of(sections).skip(1).map(String::strip).collect(Collectors.toList()));
      }
    }
    return passages;
  }

  private static List<String> questions(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("questions.tsv")).stream()
        .filter(line -> !line.isBlank())
        .map(line -> line.split("\t")[0])
        .toList();
  }
}
