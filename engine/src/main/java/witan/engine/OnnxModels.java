package witan.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import witan.engine.gguf.GgufFile;
import witan.engine.importer.GgufImporter;
import witan.engine.importer.GgufImporter.Imported;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Session;
import witan.engine.template.JinjaTemplate;
import witan.engine.text.Tokenizers;

/** Loads models onto ONNX Runtime. */
public final class OnnxModels {

  /** Idle threads sleep: several experts share a machine's cores, and spinning takes them away. */
  private static final Map<String, String> SESSION = Map.of("session.intra_op.allow_spinning", "0");

  private OnnxModels() {}

  /**
   * Loads a GGUF file: about a second, some more the first time.
   *
   * @param gguf weights, tokenizer and chat template in one file
   * @param cache a folder for what is made of it; processes can share it
   * @throws ModelException if it can't be run, with what to do about it
   */
  public static LanguageModel load(Path gguf, Path cache, EngineSettings settings) {
    if (!Files.isRegularFile(gguf)) {
      throw new ModelException("There is no model file " + gguf + ".");
    }
    try (GgufFile file = GgufFile.open(gguf)) {
      Imported imported = GgufImporter.imported(file, cache);
      Tokenizer tokenizer = Tokenizers.of(file);
      ChatTemplate template =
          file.optionalString("tokenizer.chat_template").isPresent()
              ? JinjaTemplate.of(file)
              : baseModel(gguf);
      OnnxRuntime runtime = OnnxRuntime.load(cache);
      Session session = runtime.open(imported.graph(), settings.threads(), SESSION);
      String name = file.optionalString("general.name").orElse(gguf.getFileName().toString());
      return new OnnxLanguageModel(name, imported, tokenizer, template, runtime, session, settings);
    }
  }

  /** A base model continues texts; it was not trained on turns. */
  private static ChatTemplate baseModel(Path file) {
    return (messages, addGenerationPrompt) -> {
      throw new TemplateException(
          file + " has no chat template: it is a base model, which continues texts only.");
    };
  }
}
