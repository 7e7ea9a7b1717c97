package witan.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.engine.MarkedText;
import witan.engine.Message;
import witan.engine.ModelException;
import witan.engine.Tokenizer;
import witan.engine.template.JinjaTemplate;

class TokenizerJsonTest {
  @TempDir private Path folder;

  private static final String SMALL =
      """
      {
        "version": "1.0",
        "added_tokens": [
          {"id": 5, "content": "<end>", "special": true},
          {"id": 8, "content": "<think>", "special": false}
        ],
        "normalizer": {"type": "Sequence", "normalizers": [
          {"type": "NFC"}, {"type": "Replace", "pattern": {"Regex": "x+"}, "content": "a"}]},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
          {"type": "Split", "pattern": {"Regex": "\\\\d"}, "behavior": "Isolated"},
          {"type": "ByteLevel", "add_prefix_space": false, "use_regex": true}]},
        "post_processor": {"type": "Sequence", "processors": [{"type": "TemplateProcessing",
          "single": [{"SpecialToken": {"id": "<end>"}}, {"Sequence": {"id": "A"}}]}]},
        "decoder": {"type": "ByteLevel"},
        "model": {"type": "BPE", "dropout": null, "ignore_merges": false,
          "vocab": {"a": 0, "b": 1, "ab": 2, "Ġ": 3, "1": 4, "Ġab": 6},
          "merges": ["a b", ["Ġ", "ab"]]}
      }
      """;

  private Tokenizer read(String json) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), json);
    return Tokenizers.ofFolder(folder);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void allPartsCount() throws Exception {
    Tokenizer tokenizer = read(SMALL);
    assertThat(tokenizer.encode("ab abxx11")).containsExactly(2, 6, 0, 4, 4);
    assertThat(tokenizer.encode(MarkedText.trusted("<think>a<end>"))).containsExactly(8, 0, 5);
    assertThat(tokenizer.encode("<end>")).isEmpty();
    assertThat(tokenizer.beginOfText()).containsExactly(5);
    assertThat(tokenizer.vocabularySize()).isEqualTo(9);
    assertThat(tokenizer.isSpecial(7)).isTrue();
    assertThat(tokenizer.bytes(6)).asString().isEqualTo(" ab");
  }

  @Test
  void theFilesBesideItSayWhatEndsATurnAndHowAChatIsWritten() throws Exception {
    write(
        "tokenizer_config.json",
        """
        {"bos_token": {"content": "<b>"}, "eos_token": "<end>", "chat_template": [
          {"name": "tool_use", "template": "no"},
          {"name": "default", "template": "{{ bos_token }}{{ messages[0].content }}{{ eos_token }}"}
        ]}
        """);
    write("generation_config.json", "{\"eos_token_id\": [4, 5]}");
    assertThat(read(SMALL).endOfTurn()).containsExactly(4, 5);
    assertThat(
            JinjaTemplate.ofFolder(folder).render(List.of(new Message("user", "hi")), true).text())
        .isEqualTo("<b>hi<end>");
    write("chat_template.jinja", "newer");
    assertThat(JinjaTemplate.ofFolder(folder).render(List.of(), true).text()).isEqualTo("newer");
  }

  @Test
  void aFolderWithoutWhatIsNeededIsRefused() throws Exception {
    assertThatThrownBy(() -> Tokenizers.ofFolder(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("has no tokenizer.json");
    assertThatThrownBy(() -> JinjaTemplate.ofFolder(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no chat template");
    write("tokenizer_config.json", "{");
    assertThatThrownBy(() -> read(SMALL))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("tokenizer_config.json is no JSON file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "\"BPE\"#\"WordPiece\"#of the type WordPiece; Witan has BPE and Unigram",
        "\"NFC\"#\"Precompiled\"#normalizer is Precompiled",
        "\"Split\"#\"Punctuation\"#pre-tokenizer is Punctuation",
        "\"Isolated\"#\"Removed\"#behavior Removed",
        "\\\\d#(#pattern ( is malformed",
        "\"a b\"#\"ab\"#no pair",
        "\"a b\"#\"a c\"#needs the token \"c\"",
        "\"id\": 5#\"id\": -5#numbers make no sense",
        "\"id\": 5#\"id\": 999999999#numbers make no sense",
        "\"ab\": 2#\"ab\": \"2x\"#no JSON file",
        "\"model\"#\"modul\"#has no model",
        "\"ignore_merges\": false#\"end_of_word_suffix\": \"</w>\"#has a end_of_word_suffix"
      })
  void whatWitanDoesNotReadIsRefusedWithASentence(String what, String by, String sentence) {
    assertThatThrownBy(() -> read(SMALL.replace(what, by)))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(folder.toString())
        .hasMessageContaining(sentence);
  }

  @Test
  void anyDamageIsRefusedOrDoesNotMatter() throws Exception {
    SplittableRandom random = new SplittableRandom(4);
    int refused = 0;
    for (int i = 0; i < 1_500; i++) {
      StringBuilder json = new StringBuilder(SMALL);
      for (int damage = random.nextInt(3); damage >= 0; damage--) {
        int at = random.nextInt(json.length());
        switch (random.nextInt(4)) {
          case 0 -> json.setLength(at + 1);
          case 1 -> json.deleteCharAt(at);
          case 2 -> json.setCharAt(at, "{}[]\",:0159-enB\\ü".charAt(random.nextInt(17)));
          default ->
              json.insert(at, json.substring(at, Math.min(json.length(), at + random.nextInt(60))));
        }
        json.append(' ');
      }
      try {
        read(json.toString()).encode(MarkedText.trusted("ab <end>11 x<think>"));
      } catch (ModelException e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError(json.toString(), e);
      }
    }
    assertThat(refused).isGreaterThan(300);
  }
}
