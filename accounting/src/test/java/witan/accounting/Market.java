package witan.accounting;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.accounting.block.Genesis;
import witan.consensus.EpochParameters;
import witan.consensus.Mode;
import witan.protocol.key.Coldkey;

/** Geneses of small markets. */
public final class Market {

  private Market() {}

  public static Genesis genesis(Parameters parameters, Genesis.Subnet... subnets) {
    return new Genesis("test", 1, Instant.EPOCH, parameters, List.of(subnets));
  }

  /** A subnet with the rules of {@link #rules}; its share is its netuid's, its price 5. */
  public static Genesis.Subnet subnet(int netuid, @Nullable Coldkey owner, int maxUids, int tempo) {
    return subnet(netuid, owner, maxUids, tempo, rules(tempo, true));
  }

  public static Genesis.Subnet subnet(
      int netuid, @Nullable Coldkey owner, int maxUids, int tempo, Hyperparameters rules) {
    return new Genesis.Subnet(netuid, "market " + netuid, owner, netuid, tempo, maxUids, 5, rules);
  }

  /** Whoever has come less than 20 blocks ago is spared; weights change every 2 blocks at most. */
  public static Hyperparameters rules(int tempo, boolean commitReveal) {
    return new Hyperparameters(
        new EpochParameters(
            Mode.YUMA3_LIQUID, tempo, 50, 32_767, 65_535, 900_000, 2, 10, 45_875, 58_982, 1_000),
        20,
        1,
        65_535,
        3,
        2,
        commitReveal,
        1);
  }
}
