package witan.protocol.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;

/**
 * The ledger in a page.
 *
 * @param domain what commands are signed for
 * @param height of the last closed block; 0 before the first
 * @param issuance what was minted, less what was burned
 * @param maxSupply what the issuance never exceeds
 * @param blockEmission what the next block brings
 * @param nextHalvingAt the issuance at which that is halved
 * @param staked behind all validators
 * @param stateHash of the last epoch of any subnet; null before the first
 */
public record LedgerInfo(
    String network,
    Domain domain,
    long height,
    double blockSeconds,
    Rao issuance,
    Rao maxSupply,
    Rao blockEmission,
    Rao nextHalvingAt,
    Rao staked,
    @Nullable String stateHash,
    List<SubnetInfo> subnets) {

  /**
   * A subnet.
   *
   * @param emissionShare of each block's emission, 0 to 1
   * @param pending emitted since the last epoch
   * @param reward set aside for experts and validators
   * @param nextEpochAt the height at which the next epoch is
   * @param neurons places taken
   * @param burn what the next registration costs
   * @param weights the rules for weights; null on a subnet without epochs
   */
  public record SubnetInfo(
      int netuid,
      String name,
      @Nullable Coldkey owner,
      int tempo,
      double emissionShare,
      Rao pending,
      Rao reward,
      long nextEpochAt,
      int neurons,
      Rao burn,
      @Nullable WeightsInfo weights) {}

  /**
   * What a subnet's validators have to know.
   *
   * @param commitReveal whether weights are committed to before they are revealed
   * @param revealPeriod how many epochs lie between the two
   * @param rateLimit blocks between two commitments, or two settings
   * @param minAllowed how many uids have to be named at least, or all
   * @param maxLimit the largest share that one uid may get, of 65,535
   * @param versionKey of the rules that validators weigh by, at least
   */
  public record WeightsInfo(
      boolean commitReveal,
      int revealPeriod,
      long rateLimit,
      int minAllowed,
      int maxLimit,
      long versionKey) {}
}
