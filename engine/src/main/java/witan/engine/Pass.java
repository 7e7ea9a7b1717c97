package witan.engine;

import java.util.List;
import witan.engine.onnx.Provider;

/** Runs the model over some tokens of several sequences at once. For one thread. */
interface Pass extends AutoCloseable {

  /** The most tokens at once. */
  int TOKENS = 256;

  /**
   * Neighbouring tokens of one sequence.
   *
   * @param pages that hold what is before them, and have room for their keys and values
   * @param start how many tokens stand before the first
   * @param tokens 1 to {@link #TOKENS}, together with those of the others in the pass
   * @param wanted how many of the last ones get logits
   */
  record Part(List<Page> pages, int start, int[] tokens, int wanted) {}

  /** The wanted logits of all parts, one below the other: {@code [wanted][vocabulary]}. */
  float[][] run(List<Part> parts);

  /** What the model runs on. */
  Provider provider();

  /** Ends the run that is going on, and each later one at once. From any thread. */
  void stop();

  /** Frees the model, after the last run. */
  @Override
  void close();
}
