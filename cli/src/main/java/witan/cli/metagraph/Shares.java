package witan.cli.metagraph;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Proportions as people read them. */
final class Shares {

  private static final double WHOLE = 65_535;

  private Shares() {}

  /** Of parts of 65,535. */
  static String text(int parts) {
    return text(parts / WHOLE);
  }

  /** Of a share, 1 being the whole; a dash if it is not known. */
  static String text(@Nullable Double share) {
    return share == null ? "-" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
