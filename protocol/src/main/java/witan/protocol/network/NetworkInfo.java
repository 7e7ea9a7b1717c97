package witan.protocol.network;

/**
 * The network in a line.
 *
 * @param experts healthy now
 * @param gateways registered
 * @param height of the ledger's last closed block; 0 before the first
 */
public record NetworkInfo(String name, int experts, int gateways, long height) {

  public NetworkInfo {
    name = Valid.nonEmpty(name, "name", 100);
    Valid.atLeast(experts, 0, "experts");
    Valid.atLeast(gateways, 0, "gateways");
    if (height < 0) {
      throw new IllegalArgumentException("\"height\" is " + height + "; at least 0");
    }
  }
}
