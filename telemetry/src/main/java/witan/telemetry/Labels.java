package witan.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Values of a metric's label that strangers choose: the first few stand, all others are one.
 *
 * <p>Each value makes time series that are kept as long as the process runs, so whoever registers
 * experts without end would otherwise fill its memory and its operator's Prometheus. Safe for many
 * threads.
 */
public final class Labels {

  /** Stands for every value beyond the first ones. */
  public static final String OTHER = "other";

  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final Semaphore places;

  /**
   * @param most how many values are told apart
   */
  public Labels(int most) {
    this.places = new Semaphore(most);
  }

  /** The value itself, or {@link #OTHER}. */
  public String of(String value) {
    if (known.contains(value)) {
      return value;
    }
    if (!places.tryAcquire()) {
      return OTHER;
    }
    if (!known.add(value)) {
      places.release(); // another thread was quicker
    }
    return value;
  }
}
