package witan.protocol.ledger;

import java.util.List;

/**
 * A subnet's neurons as an epoch left them.
 *
 * @param number of the epoch
 * @param neurons by uid
 */
public record EpochNeurons(long number, List<NeuronInfo> neurons) {
  public EpochNeurons {
    neurons = List.copyOf(neurons);
  }
}
