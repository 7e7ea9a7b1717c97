package witan.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static witan.engine.text.TokenizerFiles.added;
import static witan.engine.text.TokenizerFiles.step;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
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
    compare(folder, 2_000);
  }

  @Tag("long")
  @Test
  void twentyThousandTextsHaveTheTokensThatHuggingFaceGivesThem(@TempDir Path folder)
      throws Exception {
    compare(folder, 20_000);
  }

  private static void compare(Path folder, int count) throws Exception {
    try (GgufFile gguf = GgufFile.open(RealModel.file());
        Reference reference = new Reference(TokenizerFiles.write(folder, parts(gguf)))) {
      List<String> texts = VariedTexts.texts(count, new SplittableRandom(11));
      reference.agreesWith(Tokenizers.of(gguf), texts);
      reference.agreesWith(Tokenizers.ofFolder(folder), texts);
    }
  }

  /** The file's vocabulary as the tokenizer.json that Hugging Face's library reads. */
  private static Map<String, Object> parts(GgufFile gguf) {
    List<String> tokens = gguf.strings("tokenizer.ggml.tokens");
    int[] types = gguf.ints("tokenizer.ggml.token_type");
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    List<Object> added = new ArrayList<>();
    for (int token = 0; token < types.length; token++) {
      vocabulary.put(tokens.get(token), token);
      if (types[token] != 1) {
        added.add(added(token, tokens.get(token), true));
      }
    }
    Object bytes =
        step("ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", true);
    Object digits = step("Digits", "individual_digits", true);
    return Map.of(
        "added_tokens",
        added,
        "pre_tokenizer",
        step("Sequence", "pretokenizers", List.of(digits, bytes)),
        "decoder",
        bytes,
        "model",
        step("BPE", "vocab", vocabulary, "merges", gguf.strings("tokenizer.ggml.merges")));
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
