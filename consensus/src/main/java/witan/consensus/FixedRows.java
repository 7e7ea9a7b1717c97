package witan.consensus;

/**
 * A sparse matrix in fixed point, by rows one after another in flat arrays: row i holds the places
 * {@code starts[i]} to {@code starts[i + 1]}, its uids rising. Filled row by row.
 */
final class FixedRows {

  final int[] starts;
  final int[] uids;
  final long[] values;

  private int size;

  FixedRows(int rows, int capacity) {
    starts = new int[rows + 1];
    uids = new int[capacity];
    values = new long[capacity];
  }

  int rows() {
    return starts.length - 1;
  }

  void add(int uid, long value) {
    uids[size] = uid;
    values[size++] = value;
  }

  void endRow(int row) {
    starts[row + 1] = size;
  }

  /** Begins again at the first row: a matrix may be replaced by one no longer while it is read. */
  void rewind() {
    size = 0;
  }

  long[] columnSums() {
    long[] sums = new long[rows()];
    for (int k = 0; k < size; k++) {
      sums[uids[k]] = Fixed32.add(sums[uids[k]], values[k]);
    }
    return sums;
  }

  long[] columnMaxima() {
    long[] maxima = new long[rows()];
    for (int k = 0; k < size; k++) {
      maxima[uids[k]] = Math.max(maxima[uids[k]], values[k]);
    }
    return maxima;
  }

  /** Divides each column by its divisor; one of 0 leaves it as it is. */
  void divideColumns(long[] divisors) {
    for (int k = 0; k < size; k++) {
      long divisor = divisors[uids[k]];
      if (divisor != 0) {
        values[k] = Fixed32.div(values[k], divisor);
      }
    }
  }
}
