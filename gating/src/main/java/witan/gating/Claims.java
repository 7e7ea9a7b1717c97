package witan.gating;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.mixture.Calibration;

/**
 * What an expert contributed, by the evidence that it had claimed; from this its claims are
 * calibrated.
 *
 * @param claimed at the knots 0, 0.1, … 1; a claim between two counts for both
 * @param silent where it claimed nothing
 */
record Claims(List<Tally> claimed, Tally silent) {

  private static final int KNOTS = 11;

  static final Claims NONE = new Claims(Collections.nCopies(KNOTS, Tally.NONE), Tally.NONE);

  /** How many of an expert's scores count, at each knot. */
  private static final double MEMORY = 100;

  /** How many honest scores are assumed at a knot where some were seen. */
  private static final double STRENGTH = 4;

  /**
   * An honest expert whose best passage has the cosine e holds the answer with the probability
   * {@code 1 / (1 + exp((MIDDLE − e) / WIDTH))}. Fitted to the local network's 316 held-out
   * questions over passages dealt at random to three owners: 0.61 and 0.03; wider here, since a
   * contribution is a softer thing than holding the answer.
   */
  private static final double MIDDLE = 0.6;

  private static final double WIDTH = 0.05;

  /** What no evidence is worth before anything was seen: the gate's threshold. */
  private static final double SILENT = 0.35;

  Claims {
    claimed = List.copyOf(claimed);
    if (claimed.size() != KNOTS) {
      throw new IllegalArgumentException("claims have " + KNOTS + " knots, not " + claimed.size());
    }
  }

  Claims plus(Audit.Finding finding) {
    Double evidence = finding.evidence();
    if (evidence == null) {
      return new Claims(claimed, silent.plus(finding.score(), 1, MEMORY));
    }
    List<Tally> next = new ArrayList<>(claimed);
    double place = Math.clamp(evidence, 0, 1) * (KNOTS - 1);
    int below = Math.min((int) place, KNOTS - 2);
    double above = place - below;
    next.set(below, next.get(below).plus(finding.score(), 1 - above, MEMORY));
    next.set(below + 1, next.get(below + 1).plus(finding.score(), above, MEMORY));
    return new Claims(next, silent);
  }

  /**
   * What its claims are worth: the evidence with which an honest expert would have contributed as
   * much; null if nothing was seen.
   *
   * <p>Isotonic, so that claiming less is never believed more, and never above the claim.
   */
  @Nullable Calibration calibration() {
    double[] knots = new double[KNOTS];
    double[] expected = new double[KNOTS];
    double[] seen = new double[KNOTS];
    boolean any = silent.seen() > 0;
    for (int i = 0; i < KNOTS; i++) {
      knots[i] = (double) i / (KNOTS - 1);
      expected[i] = claimed.get(i).mean(honest(knots[i]), STRENGTH);
      seen[i] = claimed.get(i).seen() == 0 ? 0 : claimed.get(i).seen() + STRENGTH;
      any |= seen[i] > 0;
    }
    if (!any) {
      return null;
    }
    double[] fitted = Isotonic.fit(expected, seen);
    double[] believed = new double[KNOTS];
    for (int i = 0; i < KNOTS; i++) {
      believed[i] = Math.min(knots[i], evidence(fitted[i]));
    }
    double constant =
        silent.seen() == 0 ? Double.NaN : evidence(silent.mean(honest(SILENT), STRENGTH));
    return new Calibration(knots, believed, constant);
  }

  private static double honest(double evidence) {
    return 1 / (1 + StrictMath.exp((MIDDLE - evidence) / WIDTH));
  }

  private static double evidence(double score) {
    double least = honest(0);
    double most = honest(1);
    double inside = Math.clamp(score, least, most);
    return Math.clamp(MIDDLE + WIDTH * StrictMath.log(inside / (1 - inside)), 0, 1);
  }
}
