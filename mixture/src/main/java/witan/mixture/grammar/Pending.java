package witan.mixture.grammar;

/**
 * What is still to come: a rule, of which {@code at} items, bytes or turns are done, and the rest
 * after it. A list that shares its tails, with its hash at hand.
 */
final class Pending {

  /** Nothing is to come. */
  static final Pending NOTHING = new Pending();

  final Rule rule;
  final int at;
  final Pending rest;

  /** How many levels are open. */
  final int depth;

  private final int hash;

  private Pending() {
    this.rule = new Rule.Sequence(java.util.List.of());
    this.at = 0;
    this.rest = this;
    this.depth = 0;
    this.hash = 0;
  }

  Pending(Rule rule, int at, Pending rest) {
    this.rule = rule;
    this.at = at;
    this.rest = rest;
    // A level that has begun stands in the list until it is closed.
    this.depth = rest.depth + (rule instanceof Rule.Level && at > 0 ? 1 : 0);
    this.hash = (rest.hash * 31 + System.identityHashCode(rule)) * 31 + at;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Pending that) || hash != that.hash) {
      return false;
    }
    Pending a = this;
    Pending b = that;
    while (a != b) {
      if (a.rule != b.rule || a.at != b.at || a.hash != b.hash) {
        return false;
      }
      a = a.rest;
      b = b.rest;
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
