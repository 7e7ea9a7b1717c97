package witan.accounting.block;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import witan.accounting.Hyperparameters;
import witan.accounting.Parameters;
import witan.protocol.Json;
import witan.protocol.key.Coldkey;

/**
 * What a ledger begins with: rules and subnets, and no money. Its hash is that of its JSON text as
 * it was written first; the text is kept, never written anew.
 *
 * @param network name
 * @param chainId of the EVM chain that it settles on
 * @param at when it was made, in whole milliseconds
 */
public record Genesis(
    String network, long chainId, Instant at, Parameters parameters, List<Subnet> subnets) {

  /**
   * A subnet as it begins.
   *
   * @param owner whose the owner's part of its emission is; null if nobody's, and then that part
   *     stays with the rest
   * @param share of the block's emission, relative to those of the other subnets
   * @param tempo blocks between epochs, less one
   * @param maxUids places
   * @param burn what a registration costs in rao after the first ones
   * @param rules for neurons, weights and epochs; null on a ledger of before there were any: then
   *     nobody but the owner is paid
   */
  public record Subnet(
      int netuid,
      String name,
      @Nullable Coldkey owner,
      int share,
      int tempo,
      int maxUids,
      long burn,
      @Nullable Hyperparameters rules) {

    public Subnet {
      if (netuid < 0 || netuid > 65_535 || share < 0 || tempo < 1 || maxUids < 1 || burn < 0) {
        throw new IllegalArgumentException("the genesis of subnet " + netuid + " is out of range");
      }
      if (rules != null && rules.consensus().tempo() != tempo) {
        throw new IllegalArgumentException(
            "subnet "
                + netuid
                + " has tempo "
                + tempo
                + ", but for consensus "
                + rules.consensus().tempo());
      }
    }
  }

  public Genesis {
    subnets = List.copyOf(subnets);
    Set<Integer> netuids = new HashSet<>();
    for (Subnet subnet : subnets) {
      if (!netuids.add(subnet.netuid())) {
        throw new IllegalArgumentException("subnet " + subnet.netuid() + " begins twice");
      }
    }
    if (subnets.stream().allMatch(subnet -> subnet.share() == 0)) {
      throw new IllegalArgumentException("no subnet has a share of the emission");
    }
  }

  /** As JSON, to be kept. */
  public String text() {
    return Json.write(this);
  }

  /** Of the text of a genesis: 64 hexadecimal digits. */
  public static String hash(String text) {
    return Hash.hex("genesis\n" + text);
  }
}
