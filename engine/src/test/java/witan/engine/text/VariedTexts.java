package witan.engine.text;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Texts of many kinds, to compare tokenizers on. */
final class VariedTexts {
  private static final List<String> FIXED =
      List.of(
          "",
          " ",
          "  ",
          "What is the capital of France?",
          "It's 12:30  —  they'll've done  3 things.\r\n\r\n\tOK?  ",
          "IT'S WHAT WE'RE; ſ'ſ 'ſ 'S 'T 'Re ʼs ’s",
          "Grüße aus Zürich, 東京都, Привет мир, مرحبا ١٢٣, नमस्ते, e\u0301, สวัสดีครับ, 안녕하세요",
          "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67 ½ ² Ⅻ \u00a0\u3000\u2028\u0085\u200b|",
          "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n<|im_<|endoftext|>",
          "<s>[INST] a [/INST] b</s><unk><bos><start_of_turn>user\n<end_of_turn><h1>x</h1>",
          "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n<|eot_id|>",
          "<0x0A>▁▁x▁ ▁y<think>\n</think> [multimodal]<unused5>",
          "\0\1\2\3\u007f\u0080 \uFFFE \uDBFF\uDFFF \uFEFFx",
          "    public static void main(String[] args) {\n        return 0x1F; // x\n    }\n",
          "def f(x):\n\tif x:\n\t\treturn {'a': [1, 2.5e-3]}\n\n\n",
          "a".repeat(5_000),
          "na".repeat(3_000),
          " ".repeat(1_000) + "x" + "\n".repeat(1_000) + "\t".repeat(100),
          "1234567890".repeat(30),
          "=".repeat(333) + "-".repeat(334),
          "字".repeat(500));

  private static final String[] WORDS = {
    "the",
    " of",
    "Witan",
    "'s",
    "'LL",
    "n't",
    "  ",
    "   ",
    "\n",
    "\n\n",
    "\t",
    " 7",
    "42",
    "...",
    " (",
    "naïve",
    "ßtraße",
    "<|im_end|>",
    "http://",
    "_x_",
    " - ",
    "\r\n",
    "é",
    "。",
    "한국",
    " \u00a0",
    "HTTPServer",
    "camelCase",
    "ǅ",
    "ʰ",
    "//",
    "/",
    "\r",
    " \n ",
    "};\n",
    "<b>",
    "▁",
    "</s>",
    "<|eot_id|>",
    "<end_of_turn>",
    "’t",
    "“",
    " 3.14",
    "ﬁ",
    "\u0301",
    "क्ष",
    "ไทย",
    "עִבְ",
    "مرحبا",
    "🏳️‍🌈",
    "👍🏽",
    "½",
    "①",
    "𝒳",
    "\u200b",
    "\u200d",
    "\ufeff",
    "Ω",
    "K",
    "ﷺ"
  };

  private VariedTexts() {}

  /** The fixed texts and as many drawn ones as are missing. */
  static List<String> texts(int count, RandomGenerator random) {
    List<String> texts = new ArrayList<>(FIXED);
    while (texts.size() < count) {
      StringBuilder text = new StringBuilder();
      int length = 1 + random.nextInt(40);
      for (int i = 0; i < length; i++) {
        append(text, random);
      }
      texts.add(text.toString());
    }
    return texts;
  }

  private static void append(StringBuilder text, RandomGenerator random) {
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> text.append(WORDS[random.nextInt(WORDS.length)]);
      case 4, 5 -> text.append((char) (' ' + random.nextInt(95)));
      case 6 -> text.appendCodePoint(known(0xA0 + random.nextInt(0x2000)));
      case 7 -> text.appendCodePoint(0x4E00 + random.nextInt(3_000));
      case 8 -> text.appendCodePoint(0x1F300 + random.nextInt(600));
      case 9 -> text.repeat(random.nextBoolean() ? " " : "\n", random.nextInt(40));
      case 10 -> text.appendCodePoint(known(random.nextInt(0xD800)));
      default -> text.appendCodePoint(known(random.nextInt(Character.MAX_CODE_POINT)));
    }
  }

  /**
   * Not a surrogate, and of the marks only those that the reference knows: its normal forms are
   * Unicode 13's, and marks younger than that have no place in their order.
   */
  private static int known(int character) {
    return switch (Character.getType(character)) {
      case Character.SURROGATE -> 'z';
      case Character.NON_SPACING_MARK -> 0x300 + character % 0x70;
      default -> character;
    };
  }
}
