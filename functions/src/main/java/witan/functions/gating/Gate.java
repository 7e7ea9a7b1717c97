package witan.functions.gating;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.Policy;
import witan.protocol.network.Modality;

/**
 * Chooses whom to ask: {@code prior = softmax(s / temperature)}, where s is the cosine of question
 * and nearest centroid of an expert's corpus, with a little of the cosine to its profile's text.
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

  /** Names the parameters and all that is known of {@code experts}: 16 hexadecimal digits. */
  public String version(List<KnownExpert> experts) {
    Version version =
        new Version()
            .with("prior: nearest centroid and text, softmax")
            .with(parameters.temperature())
            .with(parameters.profileWeight())
            .with(parameters.alpha())
            .with(parameters.tau())
            .with(parameters.threshold())
            .with(parameters.keepRatio());
    experts.stream().map(expert -> expert.profile().version()).sorted().forEach(version::with);
    return version.hex().substring(0, 16);
  }

  /**
   * At most {@code limit} healthy experts of the modality that the policy allows, the largest prior
   * first.
   *
   * @param question a vector of unit length
   */
  public List<Candidate> candidates(
      float[] question, List<KnownExpert> experts, Modality modality, Policy policy, int limit) {
    // The policy comes first: nothing is computed about those it shuts out.
    List<Scored> eligible =
        experts.stream()
            .filter(expert -> policy.allows(expert.entry().descriptor()))
            .filter(expert -> expert.entry().descriptor().modality() == modality)
            .filter(expert -> expert.entry().healthy())
            .map(expert ->
                new Scored(expert, expert.profile().to(question, parameters.profileWeight())))
            .sorted(
                Comparator.comparingDouble((Scored scored) -> -scored.similarity().score())
                    .thenComparing(scored -> scored.expert().entry().descriptor().hotkey()))
            .limit(limit)
            .toList();
    double[] priors = softmax(eligible);
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < priors.length; i++) {
      Scored scored = eligible.get(i);
      candidates.add(
          new Candidate(
              scored.expert().entry().withoutProfileVectors(),
              priors[i],
              scored.similarity().cosine(),
              reasons(eligible, priors, i)));
    }
    return candidates;
  }

  private double[] softmax(List<Scored> scored) {
    double[] shares = new double[scored.size()];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      double behind = scored.get(i).similarity().score() - scored.getFirst().similarity().score();
      shares[i] = StrictMath.exp(behind / parameters.temperature());
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  private static List<String> reasons(List<Scored> eligible, double[] priors, int place) {
    Profile.Similarity similarity = eligible.get(place).similarity();
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
    if (eligible.size() == 1) {
      reasons.add("No other expert can be asked.");
    } else {
      int other = place == 0 ? 1 : 0;
      reasons.add(
          sentence(
              place == 0
                  ? "Its prior is %.2f; the runner-up is %s with %.2f."
                  : "Its prior is %.2f; the first is %s with %.2f.",
              priors[place],
              eligible.get(other).expert().name(),
              priors[other]));
    }
    reasons.add("It is healthy by the ledger's last word.");
    return reasons;
  }

  private static String sentence(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private record Scored(KnownExpert expert, Profile.Similarity similarity) {}
}
