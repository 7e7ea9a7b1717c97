package witan.protocol.network;

import java.util.List;

/**
 * The experts of the network, those that are down included.
 *
 * @param version grows whenever an expert comes, goes, changes or becomes healthy or not;
 *     heartbeats alone leave it
 */
public record ExpertList(long version, List<ExpertRecord> experts) {

  public ExpertList {
    experts = List.copyOf(Valid.present(experts, "experts"));
  }
}
