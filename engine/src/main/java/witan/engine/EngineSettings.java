package witan.engine;

import java.time.Duration;
import witan.engine.onnx.Provider;

/**
 * How an engine runs.
 *
 * @param threads of computation, at least 1; results do not depend on it
 * @param contextLength the most tokens that a sequence holds, at least 256
 * @param slots the most sequences that are open at once, at least 1
 * @param keptTokens of how many tokens, over all sequences, keys and values are kept, as a minimum
 *     those of one whole context; beyond it sequences that are idle are computed anew when they go
 *     on
 * @param patience how long a sequence waits for its turn before it is told that the engine is busy
 * @param provider what the model runs on
 */
public record EngineSettings(
    int threads,
    int contextLength,
    int slots,
    int keptTokens,
    Duration patience,
    Provider provider) {

  /** Two threads, 2,048 tokens, 16 sequences. */
  public static final EngineSettings DEFAULT = new EngineSettings(2, 2048, 16);

  /** Keys and values of up to four whole contexts are kept by default. */
  private static final int KEPT_CONTEXTS = 4;

  /** Checks the ranges. */
  public EngineSettings {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("an engine runs on 1 to 1024 threads, not " + threads);
    }
    if (contextLength < 256) {
      throw new IllegalArgumentException(
          "the context holds at least 256 tokens, not " + contextLength);
    }
    if (slots < 1) {
      throw new IllegalArgumentException("an engine holds at least 1 sequence, not " + slots);
    }
    if (keptTokens < 0) {
      throw new IllegalArgumentException("kept tokens can't be fewer than 0: " + keptTokens);
    }
    if (!patience.isPositive()) {
      throw new IllegalArgumentException("patience must be longer than " + patience);
    }
  }

  /**
   * Keys and values of up to four whole contexts are kept; a sequence waits for 30 seconds; the
   * model runs on the processor.
   */
  public EngineSettings(int threads, int contextLength, int slots) {
    this(
        threads,
        contextLength,
        slots,
        Math.multiplyExact(contextLength, Math.min(slots, KEPT_CONTEXTS)),
        Duration.ofSeconds(30),
        Provider.CPU);
  }

  /** The same with other memory, patience and provider. */
  public EngineSettings with(int tokens, Duration wait, Provider on) {
    return new EngineSettings(threads, contextLength, slots, tokens, wait, on);
  }
}
