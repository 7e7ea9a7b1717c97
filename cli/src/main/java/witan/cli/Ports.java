package witan.cli;

/**
 * The ports of one network, counted from its base.
 *
 * @param base the gateway's port; 1 to 65,435, so that a hundred ports fit above it
 */
public record Ports(int base) {
  public static final int DEFAULT_BASE = 8080;
  private static final int SPAN = 100;
  private static final int FIRST_EXPERT = 10;

  public Ports {
    if (base < 1 || base > 65_535 - SPAN) {
      throw new Failure(
          "The port base must lie between 1 and " + (65_535 - SPAN) + ", not " + base + ".");
    }
  }

  public int graphql() {
    return base;
  }

  public int functions() {
    return base + 1;
  }

  public int ledger() {
    return base + 2;
  }

  public int postgres() {
    return base + 6;
  }

  /** The port of the expert with this index, counted from 0. */
  public int expert(int index) {
    if (index < 0 || FIRST_EXPERT + index > SPAN) {
      throw new Failure("A network on one machine has room for " + (SPAN - 9) + " experts.");
    }
    return base + FIRST_EXPERT + index;
  }
}
