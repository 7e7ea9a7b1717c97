package witan.engine.text;

import witan.engine.ModelException;

/** What kind of token an entry of the vocabulary is: {@code tokenizer.ggml.token_type}. */
enum TokenType {
  NORMAL,
  UNKNOWN,
  CONTROL,
  USER_DEFINED,
  UNUSED,
  BYTE;

  /** The type of a number from 1 to 6. */
  static TokenType of(int number) {
    if (number < 1 || number > values().length) {
      throw new ModelException(
          "The vocabulary has a token of the type " + number + ": the file is damaged.");
    }
    return values()[number - 1];
  }

  /** From 1 to 6. */
  int number() {
    return ordinal() + 1;
  }

  /** Whether such a token stands for no text. */
  boolean special() {
    return this == UNKNOWN || this == CONTROL || this == UNUSED;
  }
}
