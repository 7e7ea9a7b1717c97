package witan.engine;

/** What {@link Sequence#append} asks of its arguments, whatever the engine. */
public final class Arguments {

  private Arguments() {}

  /**
   * Checks them.
   *
   * @param length how many tokens the sequence holds
   * @throws IllegalArgumentException if there is no token, or one that is not in the vocabulary, or
   *     more logits are wanted than tokens given
   * @throws ContextFullException if the tokens do not fit
   */
  public static void check(LanguageModel model, int length, int[] tokens, int wanted) {
    if (tokens.length == 0) {
      throw new IllegalArgumentException("there is no token to append");
    }
    if (wanted < 0 || wanted > tokens.length) {
      throw new IllegalArgumentException(
          "logits can be had after 0 to %d tokens, not %d".formatted(tokens.length, wanted));
    }
    int vocabulary = model.tokenizer().vocabularySize();
    for (int token : tokens) {
      if (token < 0 || token >= vocabulary) {
        throw new IllegalArgumentException(
            "the vocabulary has no token %d, only 0 to %d".formatted(token, vocabulary - 1));
      }
    }
    int room = model.contextLength() - length;
    if (tokens.length > room) {
      throw new ContextFullException(
          "%d tokens do not fit: the context holds %d, of which %d are left"
              .formatted(tokens.length, model.contextLength(), room));
    }
  }
}
