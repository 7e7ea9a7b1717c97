package witan.graphql.network;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import witan.protocol.Json;
import witan.protocol.network.NetworkInfo;
import witan.protocol.network.Neuron;

/** What the ledger knows of the network as a whole. Calls block and belong on a virtual thread. */
@ApplicationScoped
public class Metagraph {

  private static final Logger LOG = Logger.getLogger(Metagraph.class);

  private final Ledger ledger;

  @Inject
  public Metagraph(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * @throws MetagraphException when the ledger can't be asked
   */
  public NetworkInfo network() throws InterruptedException {
    return get("/network", NetworkInfo.class, "The ledger does not know its network.");
  }

  /**
   * The hotkeys registered on a subnet, by uid.
   *
   * @throws MetagraphException when there is no such subnet, or the ledger can't be asked
   */
  public List<Neuron> neurons(int netuid) throws InterruptedException {
    return List.of(
        get("/network/metagraph/" + netuid, Neuron[].class, "There is no subnet " + netuid + "."));
  }

  private <T> T get(String path, Class<T> type, String unknown) throws InterruptedException {
    try {
      HttpResponse<byte[]> response =
          ledger.send("GET", path, new byte[0], Map.of("Accept", "application/json"));
      if (response.statusCode() == 404) {
        throw new MetagraphException(true, unknown);
      }
      if (response.statusCode() == 200) {
        return Json.read(new String(response.body(), StandardCharsets.UTF_8), type);
      }
      LOG.warnf("the ledger answers %s with status %d", path, response.statusCode());
    } catch (IOException | IllegalArgumentException e) {
      LOG.warnf("the ledger does not answer %s: %s", path, e.getMessage());
    }
    throw new MetagraphException(false, "The ledger can't be reached; try again.");
  }
}
