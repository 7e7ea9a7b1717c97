package witan.protocol.gate;

import java.util.List;
import java.util.Objects;
import witan.protocol.network.ExpertRecord;

/**
 * An expert worth asking.
 *
 * @param expert without profile vectors
 * @param prior its share before evidence, 0 to 1; the candidates' priors sum to 1
 * @param similarity cosine of the question and the nearest profile vector, −1 to 1
 * @param reasons why, for people
 */
public record Candidate(
    ExpertRecord expert, double prior, double similarity, List<String> reasons) {

  public Candidate {
    if (expert == null) {
      throw new IllegalArgumentException("\"expert\" is missing");
    }
    if (!(prior >= 0 && prior <= 1.000001)) {
      throw new IllegalArgumentException("\"prior\" is " + prior + "; 0 to 1");
    }
    if (!Double.isFinite(similarity)) {
      throw new IllegalArgumentException("\"similarity\" is not a finite number");
    }
    reasons = List.copyOf(Objects.requireNonNullElse(reasons, List.of()));
  }
}
