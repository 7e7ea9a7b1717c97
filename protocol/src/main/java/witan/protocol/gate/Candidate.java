package witan.protocol.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import witan.protocol.network.ExpertRecord;

/**
 * An expert worth asking.
 *
 * @param expert without profile vectors
 * @param prior its share before evidence, 0 to 1; the candidates' priors sum to 1
 * @param similarity cosine of the question and the nearest profile vector, −1 to 1
 * @param reasons why, for people
 * @param claims what its evidence is worth; null where nobody has audited it, and each claim counts
 *     as it is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Candidate(
    ExpertRecord expert,
    double prior,
    double similarity,
    List<String> reasons,
    @Nullable ClaimsWorth claims) {

  /** One that nobody has audited. */
  public Candidate(ExpertRecord expert, double prior, double similarity, List<String> reasons) {
    this(expert, prior, similarity, reasons, null);
  }

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
