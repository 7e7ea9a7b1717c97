package witan.consensus;

import java.util.Arrays;

/** Who may validate. */
final class Permits {

  private Permits() {}

  /**
   * The {@code most} with the largest stake, none of them without any; the owner in any case. Of
   * two with the same stake the later uid comes first, as the chain sorts stably and drops from
   * below.
   */
  static boolean[] largest(long[] stake, int most, int owner) {
    int n = stake.length;
    boolean[] permits = new boolean[n];
    long[] ranked = new long[n];
    for (int uid = 0; uid < n; uid++) {
      ranked[uid] = stake[uid] << 16 | uid;
    }
    Arrays.sort(ranked);
    for (int k = Math.max(0, n - most); k < n; k++) {
      permits[(int) ranked[k] & 0xFFFF] = ranked[k] >> 16 != 0;
    }
    if (owner != EpochInput.NO_OWNER) {
      permits[owner] = true;
    }
    return permits;
  }
}
