package witan.gating;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.GateRequest;
import witan.protocol.key.Hotkey;
import witan.protocol.network.ExpertRecord;

/**
 * Experts that whoever asks brings along: the ledger does not know of them, and they have no
 * corpus.
 *
 * <p>Nothing tells how near a question lies to what a guest knows. So a guest's prior is as large
 * as that of all experts together, times {@code exp(lessonWeight · advantage / temperature)} for
 * what audits have taught of it: where no expert's corpus fits the question, and evidence decides
 * nothing, it comes first, until it turns out that others answer such questions better. What it
 * counts for without evidence is learned as for any expert without a corpus.
 */
public final class Guests {

  private static final Comparator<Candidate> LARGEST_FIRST =
      Comparator.comparingDouble((Candidate candidate) -> -candidate.prior())
          .thenComparing(Guests::hotkey);

  private final GateParameters parameters;

  public Guests(GateParameters parameters) {
    this.parameters = parameters;
  }

  /**
   * The candidates with the request's guests among them, as far as its policy allows; priors sum to
   * one, and those of the others keep their proportions.
   *
   * @param question a vector of unit length
   */
  public List<Candidate> among(
      List<Candidate> candidates, float[] question, GateRequest request, Lessons lessons) {
    List<KnownExpert> guests =
        Gate.eligible(known(request), request.modality(), request.policy()).toList();
    if (guests.isEmpty()) {
      return candidates;
    }
    Lessons.Outlook outlook = lessons.on(question);
    List<Candidate> all = new ArrayList<>(candidates);
    double sum = candidates.isEmpty() ? 0 : 1;
    double[] shares = new double[guests.size()];
    for (int i = 0; i < shares.length; i++) {
      double advantage = outlook.of(hex(guests.get(i))).advantage();
      shares[i] = StrictMath.exp(parameters.lessonWeight() * advantage / parameters.temperature());
      sum += shares[i];
    }
    for (int i = 0; i < all.size(); i++) {
      all.set(i, withPrior(all.get(i), all.get(i).prior() / sum));
    }
    for (int i = 0; i < shares.length; i++) {
      all.add(candidate(guests.get(i), shares[i] / sum, outlook, lessons));
    }
    return all.stream().sorted(LARGEST_FIRST).toList();
  }

  /** The request's guests in the order of their hotkeys, as the gate's version names them. */
  public static List<KnownExpert> known(GateRequest request) {
    return request.guests().stream()
        .sorted(Comparator.comparing(guest -> guest.descriptor().hotkey()))
        .map(guest -> new KnownExpert(guest, Profile.of(guest.descriptor(), null)))
        .toList();
  }

  private static Candidate candidate(
      KnownExpert guest, double prior, Lessons.Outlook outlook, Lessons lessons) {
    List<String> reasons = new ArrayList<>();
    reasons.add("It has no corpus: unless audits say otherwise, it counts as much as all experts.");
    reasons.addAll(Gate.learned(outlook.of(hex(guest))));
    ExpertRecord entry = guest.entry().withoutProfileVectors();
    return new Candidate(entry, prior, 0, reasons, Gate.worth(lessons.calibration(hex(guest))));
  }

  private static Candidate withPrior(Candidate one, double prior) {
    return new Candidate(one.expert(), prior, one.similarity(), one.reasons(), one.claims());
  }

  private static String hex(KnownExpert expert) {
    return expert.entry().descriptor().hotkey().hex();
  }

  private static Hotkey hotkey(Candidate candidate) {
    return candidate.expert().descriptor().hotkey();
  }
}
