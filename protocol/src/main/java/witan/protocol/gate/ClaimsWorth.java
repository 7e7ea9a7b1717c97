package witan.protocol.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What an expert's claims are worth by what its audits found: straight lines between knots.
 *
 * @param claimed evidence, ascending
 * @param believed in its place, one a knot, never falling
 * @param silent what counts where the expert brings no evidence; null for the gate's threshold
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClaimsWorth(double[] claimed, double[] believed, @Nullable Double silent) {

  public ClaimsWorth {
    if (claimed == null || believed == null || claimed.length != believed.length) {
      throw new IllegalArgumentException(
          "claims have \"claimed\" and \"believed\", as many of one as of the other");
    }
  }
}
