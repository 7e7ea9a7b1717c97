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
      Rao burn) {}
}
