package witan.cli.eval.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import witan.cli.Failure;
import witan.cli.eval.ExpertFolders;
import witan.cli.eval.HeldOutQuestion;
import witan.cli.eval.QuestionFiles;
import witan.cli.eval.Share;
import witan.embedding.Centroids;
import witan.embedding.Embedder;
import witan.gating.Gate;
import witan.gating.GateParameters;
import witan.gating.KnownExpert;
import witan.gating.Lessons;
import witan.gating.Profile;
import witan.gating.Selection;
import witan.protocol.Rao;
import witan.protocol.gate.Policy;
import witan.protocol.key.HotkeyPair;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

/**
 * Whether a question that an expert's corpus answers has that expert's prior as the largest, before
 * anything was learned and without asking for evidence.
 */
final class RightExpert {

  private static final int CENTROIDS = 16;

  private RightExpert() {}

  /**
   * By expert, in the order of their names.
   *
   * @param folder one sub-folder an expert, with its corpus and its held-out questions
   */
  static SortedMap<String, Share> shares(Path folder, Embedder embedder, GateParameters numbers) {
    List<Path> owners = ExpertFolders.experts(folder);
    List<HeldOutQuestion> questions = QuestionFiles.ofExperts(owners);
    if (questions.isEmpty()) {
      throw new Failure("No expert in " + folder + " has a questions.tsv to ask from.");
    }
    List<KnownExpert> experts = owners.stream().map(owner -> expert(owner, embedder)).toList();
    Gate gate = new Gate(numbers);
    SortedMap<String, Share> shares = new TreeMap<>();
    for (HeldOutQuestion question : questions) {
      String first =
          gate.candidates(
                  embedder.embed(question.question()),
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
      String owner = String.valueOf(question.owner());
      shares.merge(
          owner,
          new Share(first.equals(owner) ? 1 : 0, 1),
          (a, b) -> new Share(a.count() + b.count(), a.of() + b.of()));
    }
    return shares;
  }

  /** As an expert describes itself: its profile, and centroids of its passages. */
  private static KnownExpert expert(Path folder, Embedder embedder) {
    List<float[]> passages =
        ExpertFolders.passages(folder).parallelStream()
            .map(passage -> embedder.embed(searched(passage)))
            .toList();
    String profile = profile(folder.resolve("expert.yaml"));
    ExpertDescriptor descriptor =
        new ExpertDescriptor(
            folder.getFileName().toString(),
            HotkeyPair.generate().hotkey(),
            "http://127.0.0.1:8090",
            Modality.TEXT,
            "any",
            "",
            "",
            2_048,
            profile,
            new ArrayList<>(Centroids.of(passages, CENTROIDS, 0)).toArray(float[][]::new),
            List.of(),
            Rao.ZERO,
            "");
    return new KnownExpert(
        new ExpertRecord(descriptor, 0, Instant.EPOCH, Instant.EPOCH, true),
        Profile.of(descriptor, profile.isBlank() ? null : embedder.embed(profile)));
  }

  /** Title, stop, text: what an expert's index embeds. */
  private static String searched(String passage) {
    return passage.replaceFirst("^#+ *([^\\n]*)\\n", "$1. ").replaceAll("\\s+", " ").strip();
  }

  private static String profile(Path file) {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try {
      JsonNode settings = new YAMLMapper().readTree(Files.readString(file));
      return settings.path("profile").asText("").strip();
    } catch (IOException e) {
      throw new Failure("The file " + file + " can't be read.", e);
    }
  }
}
