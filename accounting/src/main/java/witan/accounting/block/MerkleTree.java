package witan.accounting.block;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The Merkle tree of RFC 6962 §2.1 over SHA-256: leaves are hashed after a byte 0, nodes after a
 * byte 1, and the left subtree is the largest full one.
 */
public final class MerkleTree {

  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  // levels.get(0) are the leaves' hashes; a level's last node without a sibling goes up as it is,
  // which is the same tree as the RFC's recursive one.
  private final List<byte[][]> levels = new ArrayList<>();

  public MerkleTree(List<byte[]> leaves) {
    byte[][] level = leaves.stream().map(leaf -> Hash.of(LEAF, leaf)).toArray(byte[][]::new);
    levels.add(level);
    while (level.length > 1) {
      byte[][] above = new byte[(level.length + 1) / 2][];
      for (int i = 0; i < above.length; i++) {
        above[i] = 2 * i + 1 < level.length ? node(level[2 * i], level[2 * i + 1]) : level[2 * i];
      }
      levels.add(above);
      level = above;
    }
  }

  /** The root in 64 hexadecimal digits; that of no leaves is the hash of nothing. */
  public String root() {
    byte[][] top = levels.getLast();
    return HexFormat.of().formatHex(top.length == 0 ? Hash.of() : top[0]);
  }

  /**
   * The audit path of a leaf (RFC 6962 §2.1.1): the siblings on its way to the root, lowest first.
   *
   * @throws IndexOutOfBoundsException if there is no such leaf
   */
  public List<String> path(int index) {
    if (index < 0 || index >= levels.getFirst().length) {
      throw new IndexOutOfBoundsException("no leaf " + index);
    }
    List<String> path = new ArrayList<>();
    int at = index;
    for (byte[][] level : levels) {
      int sibling = at ^ 1;
      if (sibling < level.length) {
        path.add(HexFormat.of().formatHex(level[sibling]));
      }
      at /= 2;
    }
    return path;
  }

  /** Whether {@code path} leads from a leaf at {@code index} of {@code count} to {@code root}. */
  public static boolean includes(
      String root, byte[] leaf, int index, int count, List<String> path) {
    if (index < 0 || index >= count) {
      return false;
    }
    byte[] hash = Hash.of(LEAF, leaf);
    int at = index;
    int last = count - 1;
    int used = 0;
    while (last > 0) {
      boolean hasSibling = (at ^ 1) <= last;
      if (hasSibling) {
        if (used == path.size() || !path.get(used).matches("[0-9a-f]{64}")) {
          return false;
        }
        byte[] sibling = HexFormat.of().parseHex(path.get(used++));
        hash = at % 2 == 0 ? node(hash, sibling) : node(sibling, hash);
      }
      at /= 2;
      last /= 2;
    }
    return used == path.size() && HexFormat.of().formatHex(hash).equals(root);
  }

  private static byte[] node(byte[] left, byte[] right) {
    return Hash.of(NODE, left, right);
  }
}
