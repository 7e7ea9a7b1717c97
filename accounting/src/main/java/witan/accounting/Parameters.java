package witan.accounting;

import witan.consensus.tokenomics.Adjustment;
import witan.protocol.Rao;

/**
 * The numbers that the rules go by, set at genesis.
 *
 * @param freeRegistrations how many registrations of a subnet burn nothing, so that there can be
 *     experts before there is money
 * @param maxTake the highest take, and the first one of a hotkey, of 65,535
 * @param takeRaiseBlocks how many blocks lie between two raises of a take
 * @param priceBlocks after how many blocks the prices of registrations are adjusted
 * @param priceTarget how many registrations there should be in so many blocks
 * @param priceLeast what a registration costs at least, in rao
 * @param priceMost what it costs at most
 * @param stakeCooldown how many blocks a stake stays after it was added to; 0: none
 * @param voteBlocks after how many blocks the subnets' shares follow the validators' votes; 0:
 *     never, they are as at genesis
 */
public record Parameters(
    int freeRegistrations,
    int maxTake,
    long takeRaiseBlocks,
    int priceBlocks,
    int priceTarget,
    long priceLeast,
    long priceMost,
    long stakeCooldown,
    int voteBlocks) {

  /**
   * 16 free registrations; 18 %, raised once in 30 days of 12-second blocks; two registrations in
   * 100 blocks at 1 to 100 TAO, as in 2023.
   */
  public static final Parameters DEFAULT =
      new Parameters(16, 11_796, 216_000, 100, 2, Rao.PER_TAO, 100 * Rao.PER_TAO, 0, 0);

  public Parameters {
    if (priceBlocks < 1 || priceTarget < 1 || priceLeast < 0 || priceMost < priceLeast) {
      throw new IllegalArgumentException(
          "the price of a registration can't be adjusted every "
              + priceBlocks
              + " blocks to a target of "
              + priceTarget
              + " between "
              + priceLeast
              + " and "
              + priceMost
              + " rao");
    }
    if (stakeCooldown < 0 || voteBlocks < 0) {
      throw new IllegalArgumentException(
          "a stake can't stay for "
              + stakeCooldown
              + " blocks, nor can shares be voted for every "
              + voteBlocks);
    }
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

  /** How the price of a registration follows demand: without inertia, as in 2023. */
  Adjustment adjustment() {
    return new Adjustment(priceTarget, 0, priceLeast, priceMost);
  }
}
