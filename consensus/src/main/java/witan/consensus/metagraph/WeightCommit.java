package witan.consensus.metagraph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Weights as a commitment binds them: the chain's commit is the BLAKE2b-256 of these bytes ({@code
 * get_commit_hash} in subtensor's {@code subnets/weights.rs}).
 *
 * @param account 32 bytes: who commits
 * @param subnet where
 * @param uids in the order in which they will be revealed, each 16 bits
 * @param weights likewise
 * @param salt known to the committer until it reveals, each 16 bits
 * @param version of the rules that the committer weighs by
 */
public record WeightCommit(
    byte[] account, int subnet, int[] uids, int[] weights, int[] salt, long version) {

  private static final int ACCOUNT_BYTES = 32;

  public WeightCommit {
    if (account.length != ACCOUNT_BYTES) {
      throw new IllegalArgumentException("an account has 32 bytes, not " + account.length);
    }
  }

  /**
   * The fields one after another in SCALE, Substrate's encoding: little-endian, lists by length.
   */
  public byte[] encoded() {
    ByteBuffer bytes =
        ByteBuffer.allocate(
                ACCOUNT_BYTES
                    + Short.BYTES
                    + length(uids)
                    + length(weights)
                    + length(salt)
                    + Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(account).putShort((short) subnet);
    put(uids, bytes);
    put(weights, bytes);
    put(salt, bytes);
    return bytes.putLong(version).array();
  }

  private static int length(int[] list) {
    return prefix(list.length) + list.length * Short.BYTES;
  }

  /** Bytes of a length: the two lowest bits say how many there are. */
  private static int prefix(int length) {
    if (length < 1 << 6) {
      return 1;
    }
    return length < 1 << 14 ? 2 : 4;
  }

  private static void put(int[] list, ByteBuffer bytes) {
    switch (prefix(list.length)) {
      case 1 -> bytes.put((byte) (list.length << 2));
      case 2 -> bytes.putShort((short) (list.length << 2 | 1));
      default -> bytes.putInt(list.length << 2 | 2);
    }
    for (int item : list) {
      bytes.putShort((short) item);
    }
  }
}
