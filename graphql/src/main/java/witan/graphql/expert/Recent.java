package witan.graphql.expert;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** The last {@value #KEPT} of a kind of time: what the slowest, most, and the quickest took. */
final class Recent {

  private static final int KEPT = 128;

  /** Fewer say nothing about the slowest. */
  private static final int ENOUGH = 16;

  private final ReentrantLock lock = new ReentrantLock();
  private final double[] kept = new double[KEPT];
  private long count;

  void add(double nanos) {
    lock.lock();
    try {
      kept[(int) (count++ % KEPT)] = nanos;
    } finally {
      lock.unlock();
    }
  }

  /** The time that this share of the last ones did not exceed; NaN while too few are known. */
  double quantile(double share) {
    double[] sorted = sorted();
    return sorted.length < ENOUGH
        ? Double.NaN
        : sorted[Math.min(sorted.length - 1, (int) Math.ceil(share * sorted.length) - 1)];
  }

  /** The shortest of the last ones; NaN while there is none. */
  double least() {
    double[] sorted = sorted();
    return sorted.length == 0 ? Double.NaN : sorted[0];
  }

  /** The time that half of the last ones did not exceed; NaN while there is none. */
  double median() {
    double[] sorted = sorted();
    return sorted.length == 0 ? Double.NaN : sorted[(sorted.length - 1) / 2];
  }

  private double[] sorted() {
    double[] sorted;
    lock.lock();
    try {
      sorted = Arrays.copyOf(kept, (int) Math.min(count, KEPT));
    } finally {
      lock.unlock();
    }
    Arrays.sort(sorted);
    return sorted;
  }
}
