package witan.gating;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import witan.protocol.key.Hotkey;

/**
 * Spreads questions over experts that are about as good, without touching what is believed of them.
 *
 * <p>Each expert has a bias that is stepped up while it is named less often than its fair share and
 * down while it is named more often, as in "Auxiliary-Loss-Free Load Balancing Strategy for
 * Mixture-of-Experts" (arXiv 2408.15664); bounded, so that no question goes to an expert that knows
 * much less. Safe for many threads.
 */
public final class Balance {

  /** Questions between two steps. */
  private static final int BATCH = 32;

  private final double step;
  private final double bound;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Hotkey, Integer> named = new HashMap<>();
  private final Set<Hotkey> able = new HashSet<>();
  private int questions;
  private volatile Map<Hotkey, Double> biases = Map.of();

  /**
   * @param step of a bias, on the scale of cosines
   * @param bound of a bias to either side; 0 for none
   */
  public Balance(double step, double bound) {
    if (!(step >= 0 && step <= 1) || !(bound >= 0 && bound <= 1)) {
      throw new IllegalArgumentException(
          "the gate's balance has a step of %s and a bound of %s; 0 to 1".formatted(step, bound));
    }
    this.step = step;
    this.bound = bound;
  }

  /** What the expert's score is moved by. */
  public double bias(Hotkey expert) {
    return biases.getOrDefault(expert, 0.0);
  }

  /**
   * Counts one question.
   *
   * @param chosen who is asked
   * @param among who could have been
   */
  public void count(Collection<Hotkey> chosen, Collection<Hotkey> among) {
    if (bound == 0) {
      return;
    }
    lock.lock();
    try {
      chosen.forEach(expert -> named.merge(expert, 1, Integer::sum));
      able.addAll(among);
      questions++;
      if (questions == BATCH) {
        step();
        named.clear();
        able.clear();
        questions = 0;
      }
    } finally {
      lock.unlock();
    }
  }

  private void step() {
    double fair = named.values().stream().mapToInt(Integer::intValue).sum() / (double) able.size();
    Map<Hotkey, Double> next = new HashMap<>();
    for (Hotkey expert : able) {
      double towards = Math.signum(fair - named.getOrDefault(expert, 0));
      next.put(expert, Math.clamp(bias(expert) + towards * step, -bound, bound));
    }
    biases = Map.copyOf(next);
  }
}
