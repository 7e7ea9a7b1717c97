package witan.openai;

/** How much text one request may bring. */
final class PromptSize {

  static final int MAX_CHARACTERS = 100_000;

  private PromptSize() {}

  static void require(String param, long characters) {
    if (characters > MAX_CHARACTERS) {
      throw ApiException.contextLengthExceeded(
          param,
          "The text in '%s' has %,d characters; the models here read at most %,d. Send less."
              .formatted(param, characters, MAX_CHARACTERS));
    }
  }
}
