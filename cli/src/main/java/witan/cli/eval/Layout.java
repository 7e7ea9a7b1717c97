package witan.cli.eval;

import java.util.Locale;

/** Who holds which passages. */
enum Layout {

  /** Each owner its own field. */
  FIELD("by field"),

  /** Dealt at random, so that no profile tells who knows what. */
  DEALT("dealt at random");

  final String title;

  Layout(String title) {
    this.title = title;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
