package witan.cli.eval;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * How many of how many.
 *
 * @param count those that are so
 * @param of all that were looked at
 */
public record Share(int count, int of) {

  private static final double Z = 1.96;

  public Share plus(boolean so) {
    return new Share(count + (so ? 1 : 0), of + 1);
  }

  @JsonProperty
  public double value() {
    return of == 0 ? Double.NaN : (double) count / of;
  }

  /** The lower end of Wilson's 95 % confidence interval. */
  @JsonProperty
  public double low() {
    return of == 0 ? Double.NaN : centre() - spread();
  }

  /** The upper end of Wilson's 95 % confidence interval. */
  @JsonProperty
  public double high() {
    return of == 0 ? Double.NaN : centre() + spread();
  }

  @Override
  public String toString() {
    return of == 0
        ? "no questions"
        : String.format(
            Locale.ROOT,
            "%5.1f %%  (%d of %d; 95 %%: %.1f to %.1f)",
            100 * value(),
            count,
            of,
            100 * low(),
            100 * high());
  }

  private double centre() {
    return (value() + Z * Z / (2 * of)) / (1 + Z * Z / of);
  }

  private double spread() {
    double p = value();
    return Z * Math.sqrt(p * (1 - p) / of + Z * Z / (4.0 * of * of)) / (1 + Z * Z / of);
  }
}
