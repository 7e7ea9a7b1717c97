package witan.protocol.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an expert's claims are worth by what its audits found: straight lines between knots.
 *
 * @param claimed evidence, ascending
 * @param believed in its place, one a knot, never falling
 * @param silent what counts where the expert brings no evidence; null for the gate's threshold
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClaimsWorth(List<Double> claimed, List<Double> believed, @Nullable Double silent) {

  public ClaimsWorth {
    if (claimed == null || believed == null || claimed.size() != believed.size()) {
      throw new IllegalArgumentException(
          "claims have \"claimed\" and \"believed\", as many of one as of the other");
    }
    claimed = List.copyOf(claimed);
    believed = List.copyOf(believed);
  }
}
