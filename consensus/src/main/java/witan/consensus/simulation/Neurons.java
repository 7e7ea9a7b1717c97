package witan.consensus.simulation;

import java.util.Arrays;
import java.util.List;
import witan.consensus.SparseRows;

/** Reads lists that have an entry for each of {@code n} neurons. */
record Neurons(int n) {

  /** A uid has 16 bits. */
  static final int MOST = 65_536;

  private static final int U16 = 65_535;

  /** How many neurons there are. */
  static int count(Place place) {
    return place.whole(1, MOST);
  }

  /** A height, or an amount of rao. */
  static long whole(Place place) {
    return place.whole(0, Long.MAX_VALUE);
  }

  long[] wholes(Place list) {
    return items(list).stream().mapToLong(Neurons::whole).toArray();
  }

  /** The same where null means that something never comes. */
  long[] wholesOrNone(Place list) {
    return items(list).stream()
        .mapToLong(item -> item.isNull() ? Long.MAX_VALUE : whole(item))
        .toArray();
  }

  boolean[] flags(Place list) {
    List<Place> items = items(list);
    boolean[] flags = new boolean[n];
    for (int uid = 0; uid < n; uid++) {
      flags[uid] = items.get(uid).flag();
    }
    return flags;
  }

  /** A row for each, as pairs of uid and value in any order or as one value for each uid. */
  SparseRows rows(Place list) {
    return SparseRows.of(items(list).stream().map(this::row).toArray(int[][][]::new));
  }

  /** A row of 16-bit values, by uid; those that it does not name are 0. */
  int[] values(Place row) {
    int[] values = new int[n];
    for (int[] pair : row(row)) {
      values[pair[0]] = pair[1];
    }
    return values;
  }

  /** The pairs of uid and value of a row, by rising uids. */
  int[][] row(Place row) {
    if (isSparse(row)) {
      return pairs(row);
    }
    List<Place> items = items(row);
    int[][] pairs = new int[n][];
    Arrays.setAll(pairs, uid -> new int[] {uid, items.get(uid).whole(0, U16)});
    return pairs;
  }

  /** Whether a row consists of pairs; an empty row does, and names nobody. */
  static boolean isSparse(Place row) {
    List<Place> items = row.items();
    return items.isEmpty() || items.getFirst().isList();
  }

  List<Place> items(Place list) {
    List<Place> items = list.items();
    if (items.size() != n) {
      throw new CaseFileException(
          list.path() + " has " + items.size() + " entries for " + n + " neurons.");
    }
    return items;
  }

  private int[][] pairs(Place row) {
    int[][] pairs = row.items().stream().map(this::pair).toArray(int[][]::new);
    Arrays.sort(pairs, (a, b) -> Integer.compare(a[0], b[0]));
    for (int k = 1; k < pairs.length; k++) {
      if (pairs[k][0] == pairs[k - 1][0]) {
        throw new CaseFileException(row.path() + " names uid " + pairs[k][0] + " twice.");
      }
    }
    return pairs;
  }

  private int[] pair(Place pair) {
    List<Place> items = pair.items();
    if (items.size() != 2) {
      throw pair.wrong("a pair of uid and value");
    }
    return new int[] {items.get(0).whole(0, n - 1), items.get(1).whole(0, U16)};
  }
}
