package witan.inference.model;

import witan.engine.Tokenizer;
import witan.mixture.Distribution;
import witan.mixture.Sampler;

/** The expert answering alone: the same draws as the mixture's, from its own predictions. */
public final class Generator {

  /** Takes the tokens as they are drawn. */
  @FunctionalInterface
  public interface Sink {

    /**
     * One token of the answer.
     *
     * @param prediction what it was drawn from, before temperature and penalties
     * @return whether the answer shall go on
     */
    boolean accept(int token, Distribution prediction);
  }

  /** Why an answer ended. */
  public enum End {
    /** The model ended its turn, or the sink had enough. */
    STOP,
    /** As many tokens as were asked for, or as the context holds. */
    LENGTH
  }

  private Generator() {}

  /**
   * Draws until the turn ends, the sink has enough, {@code maxTokens} are drawn or the context is
   * full.
   */
  public static End run(
      Answer answer, Tokenizer tokenizer, Sampler sampler, int maxTokens, Sink sink) {
    while (true) {
      int position = answer.length();
      Distribution prediction = answer.prediction(position);
      int token = sampler.draw(prediction, position, answer.tokens(position));
      if (tokenizer.isEndOfTurn(token)) {
        return End.STOP;
      }
      if (!sink.accept(token, prediction)) {
        return End.STOP;
      }
      // The last token need not be computed: nothing is drawn after it.
      if (position + 1 >= maxTokens || position + 1 >= answer.capacity()) {
        return End.LENGTH;
      }
      answer.replace(position, new int[] {token});
    }
  }
}
