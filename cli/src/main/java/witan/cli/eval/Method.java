package witan.cli.eval;

import java.util.Locale;
import java.util.Map;

/** Who answers, and by which weights. */
public enum Method {
  BARE("bare model"),
  SINGLE("best single expert"),
  ONE("one expert that holds everything"),
  UNIFORM("network, equal weights"),
  PRIOR("network, prior only"),
  EVIDENCE("network, prior and evidence");

  /** The flattest that the gate takes: evidence of 0.5 more makes 5 % more weight. */
  private static final String FLAT = "10";

  final String title;

  Method(String title) {
    this.title = title;
  }

  /** Whether experts are mixed. */
  boolean mixes() {
    return !settings().isEmpty() || this == EVIDENCE;
  }

  /** The gate's settings for it, where they are not the usual ones. */
  public Map<String, String> settings() {
    return switch (this) {
      case UNIFORM -> Map.of("WITAN_GATE_ALPHA", "0", "WITAN_GATE_TAU", FLAT);
      case PRIOR -> Map.of("WITAN_GATE_ALPHA", "1", "WITAN_GATE_TAU", FLAT);
      default -> Map.of();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
