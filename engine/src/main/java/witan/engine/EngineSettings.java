package witan.engine;

/**
 * How an engine runs.
 *
 * @param threads of computation, at least 1; results do not depend on it
 * @param contextLength the most tokens that a sequence holds, at least 256
 * @param slots the most sequences that are open at once, at least 1
 */
public record EngineSettings(int threads, int contextLength, int slots) {

  /** Two threads, 2,048 tokens, 16 sequences. */
  public static final EngineSettings DEFAULT = new EngineSettings(2, 2048, 16);

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
  }
}
