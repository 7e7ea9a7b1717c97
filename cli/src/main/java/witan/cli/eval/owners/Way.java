package witan.cli.eval.owners;

import java.util.Locale;

/** How a question is put, and to whom. */
enum Way {
  WHOLE(Household.APART, "network, as asked"),
  BRIEF(Household.APART, "network, asked for a few words"),
  EACH(Household.APART, "the two owners' experts alone, side by side"),
  STEPS(Household.APART, "network, in steps"),
  EQUAL(Household.EQUAL, "network of equal weights, as asked"),
  ONE_WHOLE(Household.TOGETHER, "one expert that holds everything, as asked"),
  ONE_STEPS(Household.TOGETHER, "one expert that holds everything, in steps"),
  BOTH(Household.APART, "both passages before one model"),
  BOTH_TURNED(Household.APART, "both passages, the other way round"),
  BOTH_BRIEF(Household.APART, "both passages, asked for a few words");

  /** Who lives in the network that is asked. */
  enum Household {
    /** Each owner with passages of its own. */
    APART,
    /** The same, mixed with equal weights. */
    EQUAL,
    /** One expert with everybody's passages. */
    TOGETHER
  }

  final Household household;
  final String title;

  Way(Household household, String title) {
    this.household = household;
    this.title = title;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
