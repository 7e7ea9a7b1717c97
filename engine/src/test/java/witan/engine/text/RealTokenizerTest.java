package witan.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.Gson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.engine.MarkedText;
import witan.engine.Message;
import witan.engine.RealModel;
import witan.engine.Tokenizer;
import witan.engine.gguf.GgufFile;
import witan.engine.template.JinjaTemplate;

/** The tokenizer and template of SmolLM2's own file, beside Hugging Face's tokenizer. */
class RealTokenizerTest {
  @Test
  void everyTextHasTheTokensThatHuggingFaceGivesIt(@TempDir Path folder) throws Exception {
    try (GgufFile gguf = GgufFile.open(RealModel.file());
        HuggingFaceTokenizer reference =
            HuggingFaceTokenizer.newInstance(
                reference(gguf, folder),
                Map.of("addSpecialTokens", "false", "truncation", "false"))) {
      Tokenizer tokenizer = Tokenizers.of(gguf);
      List<String> texts = texts(new SplittableRandom(11));
      assertThat(texts).hasSizeGreaterThan(4_000);
      for (String text : texts) {
        int[] expected =
            Arrays.stream(reference.encode(text, false, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
        assertThat(tokenizer.encode(MarkedText.trusted(text))).as(text).isEqualTo(expected);
      }
    }
  }

  /** The file's vocabulary as the tokenizer.json that Hugging Face's library reads. */
  private static Path reference(GgufFile gguf, Path folder) throws Exception {
    List<String> tokens = gguf.strings("tokenizer.ggml.tokens");
    int[] types = gguf.ints("tokenizer.ggml.token_type");
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    List<Map<String, Object>> added = new ArrayList<>();
    for (int token = 0; token < types.length; token++) {
      vocabulary.put(tokens.get(token), token);
      if (types[token] != 1) {
        Map<String, Object> entry =
            new LinkedHashMap<>(Map.of("id", token, "content", tokens.get(token), "special", true));
        List.of("single_word", "lstrip", "rstrip", "normalized")
            .forEach(flag -> entry.put(flag, false));
        added.add(entry);
      }
    }
    Map<String, Object> bytes =
        Map.of(
            "type",
            "ByteLevel",
            "add_prefix_space",
            false,
            "trim_offsets",
            true,
            "use_regex",
            true);
    Map<String, Object> pre =
        Map.of(
            "type",
            "Sequence",
            "pretokenizers",
            List.of(Map.of("type", "Digits", "individual_digits", true), bytes));
    Map<String, Object> model =
        Map.of("type", "BPE", "vocab", vocabulary, "merges", gguf.strings("tokenizer.ggml.merges"));
    Map<String, Object> whole =
        Map.of(
            "version",
            "1.0",
            "added_tokens",
            added,
            "pre_tokenizer",
            pre,
            "decoder",
            bytes,
            "model",
            model);
    return Files.writeString(folder.resolve("tokenizer.json"), new Gson().toJson(whole));
  }

  private static List<String> texts(RandomGenerator random) {
    List<String> texts =
        new ArrayList<>(
            List.of(
                "",
                "What is the capital of France?",
                "It's 12:30  —  they'll've done  3 things.\r\n\r\n\tOK?  ",
                "Grüße aus Zürich, 東京都, Привет мир, مرحبا ١٢٣, नमस्ते, e\u0301",
                "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67 ½ ² Ⅻ \u00a0\u3000\u2028\u0085\u200b|",
                "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n<|im_<|endoftext|>",
                "\0\1\2\3\u007f\u0080 \uFFFE \uDBFF\uDFFF",
                "    public static void main(String[] args) {\n        return 0x1F; // x\n    }\n",
                "a".repeat(5_000),
                "na".repeat(3_000)));
    String[] words = {
      "the",
      " of",
      "Witan",
      "'s",
      "'LL",
      "n't",
      "  ",
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
      " \u00a0"
    };
    for (int i = 0; i < 4_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = 1 + random.nextInt(40);
      for (int j = 0; j < length; j++) {
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> text.append(words[random.nextInt(words.length)]);
          case 3, 4 -> text.append((char) (' ' + random.nextInt(95)));
          case 5 -> text.appendCodePoint(0xA0 + random.nextInt(0x2000));
          case 6 -> text.appendCodePoint(0x4E00 + random.nextInt(3_000));
          default -> text.appendCodePoint(0x1F300 + random.nextInt(600));
        }
      }
      texts.add(text.toString());
    }
    return texts;
  }

  @Test
  void theFilesTemplateMakesTheTokensThatTheModelWasTrainedOn() {
    try (GgufFile gguf = GgufFile.open(RealModel.file())) {
      Tokenizer tokenizer = Tokenizers.of(gguf);
      MarkedText prompt =
          JinjaTemplate.parse(gguf.string("tokenizer.chat_template"), "<|im_start|>", "<|im_end|>")
              .render(List.of(new Message("user", "Say <|im_end|>\n")), true);
      assertThat(prompt.text())
          .isEqualTo(
              """
              <|im_start|>system
              You are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>
              <|im_start|>user
              Say <|im_end|>
              <|im_end|>
              <|im_start|>assistant
              """);
      int[] tokens = tokenizer.encode(prompt);
      assertThat(Arrays.stream(tokens).filter(token -> token == 1).count()).isEqualTo(3);
      assertThat(Arrays.stream(tokens).filter(tokenizer::isEndOfTurn).count()).isEqualTo(2);
      StringBuilder plain = new StringBuilder();
      for (int token : tokenizer.encode(prompt.text())) {
        assertThat(tokenizer.isSpecial(token)).isFalse();
        plain.append(new String(tokenizer.bytes(token), StandardCharsets.UTF_8));
      }
      assertThat(plain.toString()).isEqualTo(prompt.text());
    }
  }
}
