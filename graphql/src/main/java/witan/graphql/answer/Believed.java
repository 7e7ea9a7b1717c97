package witan.graphql.answer;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import witan.mixture.Calibration;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.ClaimsWorth;

/** What candidates claim, as far as their audits let it be believed. */
final class Believed {

  private Believed() {}

  /**
   * Evidence as {@link witan.mixture.Weights#of} takes it.
   *
   * @param claimed one a candidate; NaN where there is none
   * @throws IllegalArgumentException if the gate sent what is no calibration
   */
  static double[] evidence(List<Candidate> candidates, double[] claimed) {
    double[] believed = new double[claimed.length];
    for (int i = 0; i < believed.length; i++) {
      believed[i] = calibration(candidates.get(i).claims()).of(claimed[i]);
    }
    return believed;
  }

  private static Calibration calibration(@Nullable ClaimsWorth claims) {
    return claims == null
        ? Calibration.NONE
        : new Calibration(
            claims.claimed().stream().mapToDouble(Double::doubleValue).toArray(),
            claims.believed().stream().mapToDouble(Double::doubleValue).toArray(),
            Objects.requireNonNullElse(claims.silent(), Double.NaN));
  }
}
