package witan.accounting;

import witan.protocol.key.Coldkey;

/**
 * What the ledger knows of a hotkey, on whatever subnets it is.
 *
 * @param coldkey its owner, since its first registration and for good
 * @param take what it keeps of its dividends before its nominators are paid, of 65,535
 * @param takeRaisedAt the height at which the take was raised last, or set at first
 * @param nonce the last that the hotkey used; 0 if it has used none
 * @param votes for subnets, by netuid
 */
public record Node(Coldkey coldkey, int take, long takeRaisedAt, long nonce, SparseRow votes) {

  /** One that has just come. */
  static Node fresh(Coldkey coldkey, int take, long height) {
    return new Node(coldkey, take, height, 0, SparseRow.EMPTY);
  }

  Node taking(int nextTake, long raisedAt) {
    return new Node(coldkey, nextTake, raisedAt, nonce, votes);
  }

  Node using(long nextNonce) {
    return new Node(coldkey, take, takeRaisedAt, nextNonce, votes);
  }

  Node voting(SparseRow nextVotes) {
    return new Node(coldkey, take, takeRaisedAt, nonce, nextVotes);
  }
}
