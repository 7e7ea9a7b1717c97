package witan.consensus.tokenomics;

/** What a new subnet must lock: twice what the last one did, falling steadily until the next. */
public final class LockCost {

  private LockCost() {}

  /**
   * @param last rao that the last subnet locked
   * @param lastBlock when it did; 0 if there was none
   * @param interval blocks in which the price falls by {@code last}
   * @param least rao
   */
  public static long of(long last, long lastBlock, long now, long interval, long least) {
    long price = lastBlock == 0 ? last : Math.multiplyExact(2, last);
    long blocks = now - lastBlock;
    long perBlock = last / interval;
    // What would fall below zero has long reached the least.
    boolean gone = perBlock > 0 && blocks > price / perBlock;
    return gone ? least : Math.max(least, price - perBlock * blocks);
  }
}
