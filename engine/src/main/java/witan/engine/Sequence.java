package witan.engine;

/**
 * One text that grows, with its keys and values. For one thread at a time; only {@link #close} may
 * come from another, and ends what is running.
 */
public interface Sequence extends AutoCloseable {

  /** How many tokens it holds. */
  int length();

  /**
   * Appends tokens and waits until they are computed.
   *
   * @param tokens at least one
   * @param lastN 0 up to the number of tokens
   * @return the logits after each of the last {@code lastN} tokens, {@code [lastN][vocabulary]}
   * @throws ContextFullException if they do not fit; the sequence is as it was
   * @throws IllegalArgumentException if a token is not in the vocabulary; the sequence is as it was
   * @throws IllegalStateException if the sequence or the model is closed
   * @throws java.util.concurrent.CancellationException if the thread is interrupted; the sequence
   *     is closed then
   */
  float[][] append(int[] tokens, int lastN);

  /**
   * Drops all tokens but the first {@code length}.
   *
   * @throws IllegalArgumentException if it holds fewer
   */
  void truncate(int length);

  /** Frees its memory and its place, at once if nothing of it runs, else after that pass. */
  @Override
  void close();
}
