package witan.openai;

/** How much text one request may bring. */
final class PromptSize {

  static final int MAX_CHARACTERS = 100_000;

  private PromptSize() {}

  /** The same of a conversation that goes on: what was said before counts. */
  static void requireTogether(long characters) {
    if (characters > MAX_CHARACTERS) {
      throw ApiException.contextLengthExceeded(
          "previous_response_id",
          "The conversation has %,d characters with its new input; the models here read at most %,d. Begin another, without 'previous_response_id'."
              .formatted(characters, MAX_CHARACTERS));
    }
  }

  static void require(String param, long characters) {
    if (characters > MAX_CHARACTERS) {
      throw ApiException.contextLengthExceeded(
          param,
          "The text in '%s' has %,d characters; the models here read at most %,d. Send less."
              .formatted(param, characters, MAX_CHARACTERS));
    }
  }
}
