package witan.consensus;

import java.util.Arrays;

/**
 * A matrix of 16-bit numbers, given by rows of (uid, value) in rising order of uids: the weights
 * that validators set, or the bonds that they hold. What a row does not name is absent.
 *
 * <p>The rows lie one after another in flat arrays. Immutable, as long as nobody writes to an array
 * handed in.
 */
public final class SparseRows {

  private final int[] starts;
  private final int[] uids;
  private final int[] values;

  /**
   * @param starts where each row begins; one more at the end, where the last row ends
   * @param uids columns, rising within a row; what lies beyond the last row is not looked at
   * @param values 0 to 65,535; likewise
   * @throws IllegalArgumentException if the arrays are no such matrix
   */
  public SparseRows(int[] starts, int[] uids, int[] values) {
    check(starts, uids, values);
    int size = starts[starts.length - 1];
    this.starts = starts;
    this.uids = size == uids.length ? uids : Arrays.copyOf(uids, size);
    this.values = size == values.length ? values : Arrays.copyOf(values, size);
  }

  /**
   * Each row as pairs (uid, value).
   *
   * @throws IllegalArgumentException if a row's uids do not rise, or a number has more than 16 bits
   */
  public static SparseRows of(int[][][] rows) {
    int[] starts = new int[rows.length + 1];
    for (int i = 0; i < rows.length; i++) {
      starts[i + 1] = starts[i] + rows[i].length;
    }
    int[] uids = new int[starts[rows.length]];
    int[] values = new int[uids.length];
    int k = 0;
    for (int[][] row : rows) {
      for (int[] pair : row) {
        uids[k] = pair[0];
        values[k++] = pair[1];
      }
    }
    return new SparseRows(starts, uids, values);
  }

  /** Rows that name nothing. */
  public static SparseRows empty(int rows) {
    return new SparseRows(new int[rows + 1], new int[0], new int[0]);
  }

  public int rows() {
    return starts.length - 1;
  }

  /** How many numbers stand in all rows together. */
  public int size() {
    return uids.length;
  }

  /** Where row {@code row} begins; row {@code rows()} is where the last one ends. */
  public int start(int row) {
    return starts[row];
  }

  public int uid(int index) {
    return uids[index];
  }

  public int value(int index) {
    return values[index];
  }

  /** The value at a place, 0 if absent. */
  public int at(int row, int uid) {
    int index = Arrays.binarySearch(uids, starts[row], starts[row + 1], uid);
    return index < 0 ? 0 : values[index];
  }

  /** A row as pairs (uid, value). */
  public int[][] row(int row) {
    int[][] pairs = new int[starts[row + 1] - starts[row]][];
    for (int k = 0; k < pairs.length; k++) {
      pairs[k] = new int[] {uids[starts[row] + k], values[starts[row] + k]};
    }
    return pairs;
  }

  /** The same without what the rows say of one uid, as after it has changed hands. */
  public SparseRows withoutColumn(int uid) {
    int[] keptStarts = new int[starts.length];
    int[] keptUids = new int[size()];
    int[] keptValues = new int[size()];
    int k = 0;
    for (int row = 0; row < rows(); row++) {
      for (int index = starts[row]; index < starts[row + 1]; index++) {
        if (uids[index] != uid) {
          keptUids[k] = uids[index];
          keptValues[k++] = values[index];
        }
      }
      keptStarts[row + 1] = k;
    }
    return new SparseRows(keptStarts, keptUids, keptValues);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SparseRows that
        && Arrays.equals(starts, that.starts)
        && Arrays.equals(uids, that.uids)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(starts) + Arrays.hashCode(uids)) + Arrays.hashCode(values);
  }

  private static void check(int[] starts, int[] uids, int[] values) {
    if (starts.length == 0 || starts[0] != 0) {
      throw new IllegalArgumentException("the first row starts at 0");
    }
    int size = starts[starts.length - 1];
    if (uids.length < size || values.length < size) {
      throw new IllegalArgumentException(
          "rows end at "
              + size
              + ", beyond "
              + uids.length
              + " uids and "
              + values.length
              + " values");
    }
    for (int row = 0; row < starts.length - 1; row++) {
      if (starts[row + 1] < starts[row] || starts[row + 1] > size) {
        throw new IllegalArgumentException("row " + row + " ends before it begins, or too late");
      }
      int last = -1;
      for (int index = starts[row]; index < starts[row + 1]; index++) {
        if (uids[index] <= last || uids[index] > 65_535) {
          throw new IllegalArgumentException(
              "uids of row " + row + " do not rise within 16 bits: " + last + ", " + uids[index]);
        }
        if (values[index] < 0 || values[index] > 65_535) {
          throw new IllegalArgumentException(
              "value of uid "
                  + uids[index]
                  + " in row "
                  + row
                  + " is not a 16-bit number: "
                  + values[index]);
        }
        last = uids[index];
      }
    }
  }
}
