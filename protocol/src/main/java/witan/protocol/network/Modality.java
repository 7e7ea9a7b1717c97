package witan.protocol.network;

/** What an expert takes and gives. Each is a market of its own, a subnet. */
public enum Modality {
  TEXT(1),
  EMBEDDING(2),
  VISION(3);

  private final int netuid;

  Modality(int netuid) {
    this.netuid = netuid;
  }

  /** The number of the subnet. */
  public int netuid() {
    return netuid;
  }
}
