package witan.functions.learning;

import org.jspecify.annotations.Nullable;
import witan.gating.Lessons;

/**
 * What the gate goes by.
 *
 * @param version as the ledger names it; null if nothing was learned
 */
public record Taught(@Nullable String version, Lessons lessons) {

  static final Taught NOTHING = new Taught(null, Lessons.none());

  /** The version, or nothing at all. */
  public String name() {
    return version == null ? "" : version;
  }
}
