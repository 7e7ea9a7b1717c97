package witan.protocol.ledger;

import java.util.List;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;

/**
 * A hotkey on the ledger.
 *
 * @param owner the coldkey that registered it first
 * @param take what it keeps of its dividends before its nominators are paid, of 65,535
 * @param nonce the last one that it used; the next command's is above it
 */
public record NodeInfo(Hotkey hotkey, Coldkey owner, int take, long nonce, List<Seat> seats) {

  /**
   * A place on a subnet.
   *
   * @param commits not revealed yet, oldest first
   */
  public record Seat(int netuid, int uid, boolean validatorPermit, List<Commit> commits) {
    public Seat {
      commits = List.copyOf(commits);
    }
  }

  /**
   * A commitment to weights.
   *
   * @param height at which it was made
   * @param revealFrom the first height at which it can be revealed
   * @param revealUntil the last one
   */
  public record Commit(String commitment, long height, long revealFrom, long revealUntil) {}

  public NodeInfo {
    seats = List.copyOf(seats);
  }
}
