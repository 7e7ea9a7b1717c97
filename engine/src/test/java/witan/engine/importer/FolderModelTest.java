package witan.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.engine.ContextFullException;
import witan.engine.EngineBusyException;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;
import witan.engine.Message;
import witan.engine.ModelException;
import witan.engine.OnnxModels;
import witan.engine.Sequence;
import witan.engine.gguf.GgufFile;
import witan.engine.gguf.GgufType;

/** Ready ONNX folders, through the same door as GGUF files. */
class FolderModelTest {
  private static final int[] TOKENS =
      new SplittableRandom(1).ints(100, 0, SmallModel.VOCABULARY).toArray();

  @TempDir static Path root;

  private static Path folder;
  private static double[][] expected;

  @BeforeAll
  static void write() throws IOException {
    folder = root.resolve("small-onnx");
    Path gguf = SmallModel.of("llama", GgufType.F32).file().write(root.resolve("small.gguf"));
    try (GgufFile file = GgufFile.open(gguf)) {
      SmallFolder.write(file, folder, false);
      SmallFolder.write(file, root.resolve("open"), true);
      expected = new ReferenceLlama(file).logits(TOKENS);
    }
  }

  private static LanguageModel load(Path model) {
    return OnnxModels.load(model, root.resolve("cache"), new EngineSettings(1, 256, 2));
  }

  private static Path copy(String name) throws IOException {
    Path copy = Files.createDirectories(root.resolve(name));
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  /** Over the border at which the memory of keys and values grows. */
  @Test
  void itComputesWhatTheTransformerIs() {
    try (LanguageModel model = load(folder);
        Sequence sequence = model.open()) {
      float[][] logits = sequence.append(TOKENS, TOKENS.length);

      assertThat(sequence.length()).isEqualTo(TOKENS.length);
      for (int i = 0; i < TOKENS.length; i++) {
        for (int token = 0; token < SmallModel.VOCABULARY; token++) {
          assertThat(logits[i][token]).isCloseTo((float) expected[i][token], within(2e-3f));
        }
      }
    }
  }

  @Test
  void aTokenHasTheSameBitsHoweverItCameAndAfterOthersWereTakenBack() {
    try (LanguageModel model = load(folder);
        Sequence whole = model.open();
        Sequence parts = model.open()) {
      float[][] all = whole.append(TOKENS, TOKENS.length);
      parts.append(Arrays.copyOf(TOKENS, 70), 0);
      parts.append(new int[] {3, 4, 5}, 1);
      parts.truncate(60);
      float[][] block = parts.append(Arrays.copyOfRange(TOKENS, 60, 90), 30);
      assertThat(block).isEqualTo(Arrays.copyOfRange(all, 60, 90));
      for (int i = 90; i < TOKENS.length; i++) {
        assertThat(parts.append(new int[] {TOKENS[i]}, 1)[0]).isEqualTo(all[i]);
      }
    }
  }

  @Test
  void itTellsWhatItIs() {
    try (LanguageModel model = load(folder)) {
      assertThat(model.name()).isEqualTo("small-onnx");
      assertThat(model.contextLength()).isEqualTo(SmallModel.CONTEXT);
      assertThat(model.weightsSha256()).hasSize(64);
      assertThat(model.numericsClass()).contains("1-threads/folder-by-single-tokens/");
      assertThat(model.tokenizer().vocabularySize()).isEqualTo(SmallModel.VOCABULARY);
      assertThat(model.template().render(List.of(new Message("user", "ABC")), true).text())
          .isEqualTo("ABC");
    }
  }

  @Test
  void whatDoesNotFitIsRefusedAndLeavesItAsItWas() {
    try (LanguageModel model = load(folder);
        Sequence sequence = model.open();
        Sequence second = model.open()) {
      sequence.append(new int[] {1, 2}, 0);
      assertThatThrownBy(() -> sequence.append(new int[SmallModel.CONTEXT], 0))
          .isInstanceOf(ContextFullException.class);
      assertThatThrownBy(() -> sequence.append(new int[] {SmallModel.VOCABULARY}, 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(model::open).isInstanceOf(EngineBusyException.class);
      assertThat(sequence.length()).isEqualTo(2);
      assertThat(second.length()).isZero();
    }
  }

  /** As ONNX Runtime GenAI's model builder writes it, and newer exporters of Optimum's kind. */
  @Test
  void sizesThatTheGraphLeavesOpenAreTheConfigurations() throws Exception {
    Path open = root.resolve("open");
    assertThatThrownBy(() -> load(open))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("heads of keys");

    Files.writeString(
        open.resolve("config.json"),
        """
        {"max_position_embeddings": 200, "num_attention_heads": 4, "num_key_value_heads": 2,
          "hidden_size": 256}
        """);
    loadsAsTheFolderDoes(open);

    Files.writeString(
        open.resolve("genai_config.json"),
        """
        {"model": {"context_length": 200, "decoder": {"filename": "model.onnx",
          "num_key_value_heads": 2, "head_size": 64}}}
        """);
    loadsAsTheFolderDoes(open);
  }

  private static void loadsAsTheFolderDoes(Path model) {
    try (LanguageModel one = load(model);
        LanguageModel other = load(folder);
        Sequence a = one.open();
        Sequence b = other.open()) {
      assertThat(a.append(TOKENS, 1)).isEqualTo(b.append(TOKENS, 1));
    }
  }

  @Test
  void genaisConfigurationNamesTheGraphAndWhatGoesIn() throws Exception {
    Path genai = copy("genai");
    Files.delete(genai.resolve("config.json"));
    Files.writeString(
        genai.resolve("genai_config.json"),
        """
        {"model": {"context_length": 200, "vocab_size": 40, "eos_token_id": 0, "decoder": {
          "filename": "model.onnx",
          "inputs": {"input_ids": "input_ids", "attention_mask": "attention_mask",
            "past_key_names": "past_key_values.%d.key",
            "past_value_names": "past_key_values.%d.value"},
          "outputs": {"logits": "logits", "present_key_names": "present.%d.key",
            "present_value_names": "present.%d.value"}}}}
        """);
    try (LanguageModel model = load(genai);
        LanguageModel other = load(folder);
        Sequence one = model.open();
        Sequence two = other.open()) {
      assertThat(model.contextLength()).isEqualTo(200);
      assertThat(one.append(TOKENS, 1)).isEqualTo(two.append(TOKENS, 1));
    }
  }

  @Test
  void aFolderThatCannotBeRunSaysWhatItLacks() throws Exception {
    Path empty = Files.createDirectories(root.resolve("empty"));
    assertThatThrownBy(() -> load(empty))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("empty");

    Path bare = copy("bare");
    Files.delete(bare.resolve("model.onnx"));
    assertThatThrownBy(() -> load(bare))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.onnx");

    Path silent = copy("silent");
    Files.writeString(silent.resolve("config.json"), "{}");
    assertThatThrownBy(() -> load(silent))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("context");
  }

  @Test
  void aDamagedGraphIsRefusedBeforeNativeCodeReadsIt() throws Exception {
    Path damaged = copy("damaged");
    Path graph = damaged.resolve("model.onnx");
    byte[] bytes = Files.readAllBytes(graph);
    for (int length : new int[] {0, 1, 7, 100, bytes.length / 2}) {
      Files.write(graph, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> load(damaged))
          .as("%d bytes", length)
          .isInstanceOf(ModelException.class);
    }
  }
}
