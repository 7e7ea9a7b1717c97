package witan.graphql.answer;

import java.util.concurrent.locks.ReentrantLock;

/**
 * How many openings beyond the necessary ones are still to be had: a token bucket that each
 * necessary one fills a little. Safe for many threads.
 */
final class Hedges {

  /** What a quiet time can save up for a busy one. */
  private static final int MOST = 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final double share;
  private double saved;

  /**
   * @param share extra openings for each necessary one, 0 for none
   */
  Hedges(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "witan.answers.hedge-share is " + share + "; it must be between 0 and 1");
    }
    this.share = share;
  }

  void earn(int openings) {
    lock.lock();
    try {
      saved = Math.min(MOST, saved + openings * share);
    } finally {
      lock.unlock();
    }
  }

  /** Takes so many extra openings, if they were saved up. */
  boolean spend(int openings) {
    lock.lock();
    try {
      // Twenty times 0.05 is a little less than one in floating point.
      if (saved < openings - 1e-9) {
        return false;
      }
      saved -= openings;
      return true;
    } finally {
      lock.unlock();
    }
  }
}
