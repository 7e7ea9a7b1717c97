package witan.gating;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import witan.protocol.key.Hotkey;

/**
 * Spreads questions over experts that are about as good, without touching what is believed of them.
 *
 * <p>Each expert has a bias that is stepped up while it is chosen less often than its fair share
 * and down while it is chosen more often, as in "Auxiliary-Loss-Free Load Balancing Strategy for
 * Mixture-of-Experts" (arXiv 2408.15664). Bounded, and the fair share is counted among those whom a
 * bias could move at all: a popular topic is no reason to ask who knows nothing of it. Safe for
 * many threads.
 */
public final class Balance {

  /** The step that the functions use unless configured otherwise. */
  public static final double STEP = 0.002;

  /** The bound that the functions use unless configured otherwise. */
  public static final double BOUND = 0.05;

  /** Questions between two steps. */
  private static final int BATCH = 32;

  private final double step;
  private final double bound;
  private final ReentrantLock lock = new ReentrantLock();

  /** By how many questions each was chosen too often since the last step. */
  private final Map<Hotkey, Double> surplus = new HashMap<>();

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
   * @param scores of all who could have been, without bias
   */
  void count(Set<Hotkey> chosen, Map<Hotkey, Double> scores) {
    if (bound == 0 || chosen.isEmpty() || chosen.size() == scores.size()) {
      return;
    }
    double cut =
        scores.values().stream()
            .sorted(Collections.reverseOrder())
            .skip(chosen.size() - 1)
            .findFirst()
            .orElseThrow();
    // Two biases at their bounds part two experts by this much; who is ahead by more is not moved.
    double reach = 2 * bound;
    long certain = scores.values().stream().filter(score -> score > cut + reach).count();
    long rivals = scores.values().stream().filter(score -> Math.abs(score - cut) <= reach).count();
    double fair = (double) (chosen.size() - certain) / rivals;
    lock.lock();
    try {
      scores.forEach((expert, score) -> {
        if (Math.abs(score - cut) <= reach) {
          surplus.merge(expert, (chosen.contains(expert) ? 1 : 0) - fair, Double::sum);
        }
      });
      questions++;
      if (questions == BATCH) {
        step();
        questions = 0;
      }
    } finally {
      lock.unlock();
    }
  }

  private void step() {
    Map<Hotkey, Double> next = new HashMap<>(biases);
    surplus.forEach((expert, by) ->
        next.put(expert, Math.clamp(bias(expert) - Math.signum(by) * step, -bound, bound)));
    surplus.clear();
    biases = Map.copyOf(next);
  }
}
