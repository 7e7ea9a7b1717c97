package witan.graphql.network;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import witan.protocol.network.NetworkInfo;
import witan.protocol.network.Neuron;

/** What the ledger knows of the network as a whole. Calls block and belong on a virtual thread. */
@ApplicationScoped
public class Metagraph {

  private final Ledger ledger;

  @Inject
  public Metagraph(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * @throws LedgerException when the ledger can't be asked
   */
  public NetworkInfo network() throws InterruptedException {
    return ledger.read("/network", NetworkInfo.class, "The ledger does not know its network.");
  }

  /**
   * The hotkeys registered on a subnet, by uid.
   *
   * @throws LedgerException when there is no such subnet, or the ledger can't be asked
   */
  public List<Neuron> neurons(int netuid) throws InterruptedException {
    return List.of(
        ledger.read(
            "/network/metagraph/" + netuid, Neuron[].class, "There is no subnet " + netuid + "."));
  }
}
