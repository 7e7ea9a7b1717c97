package witan.engine.text;

import java.nio.charset.StandardCharsets;

/** How a vocabulary writes the bytes of its tokens. */
enum Spelling {
  /** Each byte a character of {@link ByteAlphabet}. */
  BYTE_LEVEL {
    @Override
    byte[] bytes(String text) {
      return ByteAlphabet.read(text);
    }

    @Override
    String letter(int value) {
      return String.valueOf(ByteAlphabet.character(value));
    }
  },

  /** As text in which {@value Spelling#SPACE_MARK} is a space, as SentencePiece has it. */
  SENTENCE_PIECE {
    @Override
    byte[] bytes(String text) {
      return text.replace(SPACE_MARK, ' ').getBytes(StandardCharsets.UTF_8);
    }

    @Override
    String letter(int value) {
      return "<0x%02X>".formatted(value);
    }
  };

  /** What stands for a space in SentencePiece's vocabularies: U+2581. */
  static final char SPACE_MARK = '\u2581';

  /** The bytes that an ordinary token stands for. */
  abstract byte[] bytes(String text);

  /** How a byte (0 to 255) of its own is written. */
  abstract String letter(int value);

  /** Whether a token is nothing but white space. */
  static boolean blank(String text) {
    return text.replace(SPACE_MARK, ' ').isBlank();
  }
}
