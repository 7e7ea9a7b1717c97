package witan.engine;

/**
 * A language model that is loaded. For any number of threads.
 *
 * <p>What it computes is bitwise the same however tokens are divided into {@link Sequence#append}
 * calls, whatever else runs beside them and whatever the number of threads: within one {@link
 * #numericsClass()} a token after a given text has one set of logits.
 */
public interface LanguageModel extends AutoCloseable {

  /** The model's name as its file tells it. */
  String name();

  /** SHA-256 of the weights file as 64 lower-case hex digits. */
  String weightsSha256();

  /** Text to tokens and back. */
  Tokenizer tokenizer();

  /** The chat template that came with the model. */
  ChatTemplate template();

  /** How many tokens a sequence can hold. */
  int contextLength();

  /**
   * Names everything that the bits of a logit depend on: library and its version, the processor's
   * instruction set, the graph. Two engines with the same class compute the same bits.
   */
  String numericsClass();

  /**
   * A new, empty sequence.
   *
   * @throws EngineBusyException if as many sequences are open as the engine holds
   * @throws IllegalStateException if the model is closed
   */
  Sequence open();

  /** Waits for the pass that is running, fails those that wait, frees all memory. */
  @Override
  void close();
}
