package witan.functions.function;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import witan.gating.Balance;
import witan.gating.Exploration;
import witan.gating.Gate;
import witan.gating.KnownExpert;
import witan.gating.Selection;
import witan.protocol.gate.FirstToken;
import witan.protocol.key.Hotkey;

/** What this process explores by: its settings, its chance, and how evenly it has asked so far. */
public final class Exploring {

  private final Exploration exploration;
  private final Balance balance;
  private final Supplier<RandomGenerator> random;

  /**
   * @param random each thread's own generator
   */
  public Exploring(Exploration exploration, Balance balance, Supplier<RandomGenerator> random) {
    this.exploration = exploration;
    this.balance = balance;
    this.random = random;
  }

  Selection among(List<KnownExpert> experts, List<FirstToken> firstTokens, Gate gate) {
    Map<Hotkey, Double> millis =
        firstTokens.stream()
            .collect(
                Collectors.toMap(
                    FirstToken::expert, FirstToken::millis, (first, second) -> second));
    return exploration.among(
        experts, millis, balance, gate.parameters().lessonWeight(), random.get());
  }
}
