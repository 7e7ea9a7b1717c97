package witan.graphql.network;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.protocol.key.Coldkey;
import witan.protocol.ledger.EpochInfo;
import witan.protocol.ledger.EpochNeurons;
import witan.protocol.ledger.NeuronInfo;
import witan.protocol.ledger.ValidatorInfo;
import witan.protocol.network.NetworkInfo;

/**
 * What the ledger knows of the network and its subnets. Calls block and belong on a virtual thread;
 * all throw {@link LedgerException} where there is no such thing, or the ledger can't be asked.
 */
@ApplicationScoped
public class Metagraph {

  private final Ledger ledger;

  @Inject
  public Metagraph(Ledger ledger) {
    this.ledger = ledger;
  }

  public NetworkInfo network() throws InterruptedException {
    return ledger.read("/network", NetworkInfo.class, "The ledger does not know its network.");
  }

  /** The hotkeys that have a place on a subnet, by uid. */
  public List<NeuronInfo> neurons(int netuid) throws InterruptedException {
    return List.of(ofSubnet(netuid, "/neurons", NeuronInfo[].class));
  }

  /**
   * Those who may validate on a subnet, or have stake there; the most stake first.
   *
   * @param after stake and uid of the last one that was got, with a hyphen between them
   */
  public List<ValidatorInfo> validators(int netuid, int first, @Nullable String after)
      throws InterruptedException {
    String from = after == null ? "" : "&after=" + after;
    return List.of(ofSubnet(netuid, "/validators?first=" + first + from, ValidatorInfo[].class));
  }

  /** Those behind whom a coldkey has staked, on all subnets. */
  public List<ValidatorInfo> validatorsOf(Coldkey coldkey) throws InterruptedException {
    return List.of(
        ledger.read(
            "/accounts/" + coldkey.address() + "/validators",
            ValidatorInfo[].class,
            "There is no such account."));
  }

  /**
   * A subnet's epochs, the latest first.
   *
   * @param before the number of the last one that was got
   */
  public List<EpochInfo> epochs(int netuid, int first, @Nullable String before)
      throws InterruptedException {
    return List.of(ofSubnet(netuid, "/epochs" + page(first, before), EpochInfo[].class));
  }

  /** The neurons as each epoch of the same page left them, 20 epochs at most. */
  public List<EpochNeurons> epochNeurons(int netuid, int first, @Nullable String before)
      throws InterruptedException {
    return List.of(ofSubnet(netuid, "/epochs/neurons" + page(first, before), EpochNeurons[].class));
  }

  /** The epochs of all subnets, the latest first. */
  public List<EpochInfo> latestEpochs(int first) throws InterruptedException {
    return List.of(
        ledger.read("/epochs?first=" + first, EpochInfo[].class, "There are no epochs."));
  }

  private static String page(int first, @Nullable String before) {
    return "?first=" + first + (before == null ? "" : "&before=" + before);
  }

  private <T> T ofSubnet(int netuid, String path, Class<T> type) throws InterruptedException {
    return ledger.read("/subnets/" + netuid + path, type, "There is no subnet " + netuid + ".");
  }
}
