package witan.gating;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import witan.mixture.Calibration;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.ClaimsWorth;
import witan.protocol.gate.Policy;
import witan.protocol.key.Hotkey;
import witan.protocol.network.Modality;

/**
 * Chooses whom to ask: {@code prior = softmax(s / temperature)}, where s is the cosine of question
 * and nearest centroid of an expert's corpus, with a little of the cosine to its profile's text,
 * and what audits have taught of the expert at such questions: {@code s = similarity + lessonWeight
 * · advantage}. What was never audited has no advantage, so a new expert starts from its profile.
 *
 * <p>The nearest centroid, not the mean of several, because a corpus covers much that has nothing
 * to do with the question; measured on the held-out questions of the three corpora, see {@code
 * HeldOutQuestionsTest}. Equal inputs give equal bits: sums run in the order of the hotkeys.
 */
public final class Gate {

  private final GateParameters parameters;

  public Gate(GateParameters parameters) {
    this.parameters = parameters;
  }

  public GateParameters parameters() {
    return parameters;
  }

  /**
   * Names the parameters and all that is known of {@code experts}: 16 hexadecimal digits. Where
   * something was learned, a dot and the first 12 digits of its own name follow.
   *
   * @param lessons the name of what was learned; empty if nothing was
   */
  public String version(List<KnownExpert> experts, String lessons) {
    Version version =
        new Version()
            .with("prior: nearest centroid, text and lessons, softmax")
            .with(parameters.temperature())
            .with(parameters.profileWeight())
            .with(parameters.lessonWeight())
            .with(parameters.alpha())
            .with(parameters.tau())
            .with(parameters.threshold())
            .with(parameters.keepRatio());
    experts.stream().map(expert -> expert.profile().version()).sorted().forEach(version::with);
    String profiles = version.hex().substring(0, 16);
    return lessons.isEmpty() ? profiles : profiles + "." + lessons.substring(0, 12);
  }

  /**
   * At most {@code limit} healthy experts of the modality that the policy allows, the largest prior
   * first.
   *
   * @param question a vector of unit length
   * @param selection has a say in who is among them, and none in their priors
   */
  public List<Candidate> candidates(
      float[] question,
      List<KnownExpert> experts,
      Lessons lessons,
      Modality modality,
      Policy policy,
      int limit,
      Selection selection) {
    Lessons.Outlook outlook = lessons.on(question);
    // The policy comes first: nothing is computed about those it shuts out.
    List<Scored> able =
        eligible(experts, modality, policy)
            .map(expert -> scored(expert, question, outlook, selection))
            .toList();
    List<Scored> chosen =
        able.stream()
            .sorted(byDescending(Scored::wish))
            .limit(limit)
            .sorted(byDescending(Scored::score))
            .toList();
    selection.chose(
        chosen.stream().map(Scored::hotkey).collect(Collectors.toSet()),
        able.stream().collect(Collectors.toMap(Scored::hotkey, Scored::score)));
    double[] priors = softmax(chosen);
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < priors.length; i++) {
      Scored scored = chosen.get(i);
      candidates.add(
          new Candidate(
              scored.expert().entry().withoutProfileVectors(),
              priors[i],
              scored.similarity().cosine(),
              reasons(chosen, priors, i),
              worth(lessons.calibration(scored.hotkey().hex()))));
    }
    return candidates;
  }

  /** Those who could be asked: healthy, of the modality, and allowed by the policy. */
  public static Stream<KnownExpert> eligible(
      List<KnownExpert> experts, Modality modality, Policy policy) {
    return experts.stream()
        .filter(expert -> policy.allows(expert.entry().descriptor()))
        .filter(expert -> expert.entry().descriptor().modality() == modality)
        .filter(expert -> expert.entry().healthy());
  }

  private Scored scored(
      KnownExpert expert, float[] question, Lessons.Outlook outlook, Selection selection) {
    Profile.Similarity similarity = expert.profile().to(question, parameters.profileWeight());
    Lessons.Lesson lesson = outlook.of(expert.entry().descriptor().hotkey().hex());
    double score = similarity.score() + parameters.lessonWeight() * lesson.advantage();
    return new Scored(expert, similarity, lesson, score, score + selection.bonus(expert, lesson));
  }

  private static Comparator<Scored> byDescending(ToDoubleFunction<Scored> key) {
    return Comparator.comparingDouble((Scored scored) -> -key.applyAsDouble(scored))
        .thenComparing(Scored::hotkey);
  }

  static @Nullable ClaimsWorth worth(@Nullable Calibration calibration) {
    return calibration == null
        ? null
        : new ClaimsWorth(
            Arrays.stream(calibration.claimed()).boxed().toList(),
            Arrays.stream(calibration.believed()).boxed().toList(),
            Double.isNaN(calibration.silent()) ? null : calibration.silent());
  }

  private double[] softmax(List<Scored> scored) {
    double[] shares = new double[scored.size()];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      double behind = scored.get(i).score() - scored.getFirst().score();
      shares[i] = StrictMath.exp(behind / parameters.temperature());
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  private static List<String> reasons(List<Scored> chosen, double[] priors, int place) {
    Profile.Similarity similarity = chosen.get(place).similarity();
    List<String> reasons = new ArrayList<>();
    if (similarity.cluster() >= 0) {
      reasons.add(
          sentence(
              "The question lies nearest to cluster %d of %d of its corpus, at a similarity of"
                  + " %.2f.",
              similarity.cluster() + 1, similarity.clusters(), similarity.cosine()));
    } else {
      reasons.add("It has told the network of no corpus.");
    }
    reasons.add(
        Double.isNaN(similarity.ofText())
            ? "It has no profile text."
            : sentence("Its profile text has a similarity of %.2f.", similarity.ofText()));
    Lessons.Lesson lesson = chosen.get(place).lesson();
    reasons.addAll(learned(lesson));
    if (chosen.size() == 1) {
      reasons.add("No other expert can be asked.");
    } else {
      int other = place == 0 ? 1 : 0;
      reasons.add(
          sentence(
              place == 0
                  ? "Its prior is %.2f; the runner-up is %s with %.2f."
                  : "Its prior is %.2f; the first is %s with %.2f.",
              priors[place],
              chosen.get(other).expert().name(),
              priors[other]));
    }
    reasons.add("It is healthy by the ledger's last word.");
    return reasons;
  }

  /** What audits say, if they say anything. */
  static List<String> learned(Lessons.Lesson lesson) {
    return lesson.seen() < 0.5
        ? List.of()
        : List.of(
            sentence(
                "Audits of such questions put its contribution at %.2f, %+.2f beside the network's.",
                lesson.expected(), lesson.advantage()));
  }

  private static String sentence(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /**
   * @param score what the prior is made of
   * @param wish what the selection is made by
   */
  private record Scored(
      KnownExpert expert,
      Profile.Similarity similarity,
      Lessons.Lesson lesson,
      double score,
      double wish) {

    Hotkey hotkey() {
      return expert.entry().descriptor().hotkey();
    }
  }
}
