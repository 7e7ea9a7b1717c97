package witan.accounting;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What one neuron gave others, or holds of them: pairs of uid and value, by rising uid. Immutable.
 */
public final class SparseRow {

  public static final SparseRow EMPTY = new SparseRow(new int[0], new int[0]);

  private static final int BYTES = 4;

  private final int[] uids;
  private final int[] values;

  private SparseRow(int[] uids, int[] values) {
    this.uids = uids;
    this.values = values;
  }

  /**
   * @param uids rising, 16 bits each
   * @param values as many, 16 bits each
   * @throws IllegalArgumentException if they are not
   */
  public static SparseRow of(int[] uids, int[] values) {
    if (uids.length != values.length) {
      throw new IllegalArgumentException(uids.length + " uids, but " + values.length + " values");
    }
    int last = -1;
    for (int k = 0; k < uids.length; k++) {
      if (uids[k] <= last || uids[k] > 65_535 || values[k] < 0 || values[k] > 65_535) {
        throw new IllegalArgumentException(
            "uids rise and numbers have 16 bits, but after uid "
                + last
                + " there is "
                + uids[k]
                + " with "
                + values[k]);
      }
      last = uids[k];
    }
    return uids.length == 0 ? EMPTY : new SparseRow(uids.clone(), values.clone());
  }

  static SparseRow of(SortedMap<Integer, Integer> pairs) {
    return of(
        pairs.keySet().stream().mapToInt(Integer::intValue).toArray(),
        pairs.values().stream().mapToInt(Integer::intValue).toArray());
  }

  /** Reads what {@link #bytes} wrote. */
  public static SparseRow read(byte[] bytes) {
    int[] uids = new int[bytes.length / BYTES];
    int[] values = new int[uids.length];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int k = 0; k < uids.length; k++) {
      uids[k] = Short.toUnsignedInt(buffer.getShort());
      values[k] = Short.toUnsignedInt(buffer.getShort());
    }
    return of(uids, values);
  }

  /** Two bytes of uid and two of value each, the high byte first. */
  public byte[] bytes() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES * uids.length);
    for (int k = 0; k < uids.length; k++) {
      buffer.putShort((short) uids[k]).putShort((short) values[k]);
    }
    return buffer.array();
  }

  public int size() {
    return uids.length;
  }

  public int uid(int index) {
    return uids[index];
  }

  public int value(int index) {
    return values[index];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SparseRow that
        && Arrays.equals(uids, that.uids)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(uids) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(uids) + " " + Arrays.toString(values);
  }
}
