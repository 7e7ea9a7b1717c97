package witan.accounting;

/**
 * The numbers that the rules go by, set at genesis.
 *
 * @param freeRegistrations how many registrations of a subnet burn nothing, so that there can be
 *     experts before there is money
 * @param maxTake the highest take, and the first one of a hotkey, of 65,535
 * @param takeRaiseBlocks how many blocks lie between two raises of a take
 */
public record Parameters(int freeRegistrations, int maxTake, long takeRaiseBlocks) {

  /** 16 free registrations; 18 %, raised once in 30 days of 12-second blocks. */
  public static final Parameters DEFAULT = new Parameters(16, 11_796, 216_000);

  public Parameters {
    if (freeRegistrations < 0 || maxTake < 0 || maxTake > 65_535 || takeRaiseBlocks < 0) {
      throw new IllegalArgumentException(
          "parameters out of range: "
              + freeRegistrations
              + " free"
              + " registrations, take "
              + maxTake
              + ", raised every "
              + takeRaiseBlocks
              + " blocks");
    }
  }
}
