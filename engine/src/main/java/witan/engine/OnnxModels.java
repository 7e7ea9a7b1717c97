package witan.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import witan.engine.attention.PageLayout;
import witan.engine.attention.PagedAttention;
import witan.engine.gguf.GgufFile;
import witan.engine.importer.Architecture;
import witan.engine.importer.GgufImporter;
import witan.engine.importer.GgufImporter.Imported;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Session;
import witan.engine.template.JinjaTemplate;
import witan.engine.text.BytePairTokenizer;
import witan.engine.text.BytePairVocabulary;
import witan.engine.text.PreTokenizer;

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
      Tokenizer tokenizer = tokenizer(file);
      ChatTemplate template = template(file);
      OnnxRuntime runtime = OnnxRuntime.load(cache);
      String name = file.optionalString("general.name").orElse(gguf.getFileName().toString());
      int context = Math.min(settings.contextLength(), imported.sizes().contextLength());
      Scheduler scheduler = scheduler(runtime, imported, context, settings);
      return new OnnxLanguageModel(
          name, imported, tokenizer, template, runtime, scheduler, context);
    }
  }

  private static Scheduler scheduler(
      OnnxRuntime runtime, Imported imported, int context, EngineSettings settings) {
    Architecture sizes = imported.sizes();
    PageLayout layout = new PageLayout(sizes.layers(), sizes.keyValueHeads(), sizes.headWidth());
    PagedAttention attention =
        new PagedAttention(
            layout, new PagedAttention.Heads(sizes.heads(), true), settings.threads());
    try {
      Session session = runtime.open(imported.graph(), settings.threads(), SESSION, attention);
      // A sequence alone must fit, whatever it shares.
      int most = Math.max(PageLayout.pages(settings.keptTokens()), PageLayout.pages(context) + 1);
      return new Scheduler(
          new Pass(runtime, session, attention, sizes.vocabulary()),
          new Pages(layout, most),
          settings);
    } catch (RuntimeException | Error e) {
      attention.close();
      throw e;
    }
  }

  private static Tokenizer tokenizer(GgufFile file) {
    String model = file.string("tokenizer.ggml.model");
    if (!model.equals("gpt2")) {
      throw new ModelException(
          file.path() + " has a tokenizer of the kind " + model + "; Witan reads gpt2 so far.");
    }
    TreeSet<Integer> ends = new TreeSet<>();
    for (String key : new String[] {"eos_token_id", "eot_token_id", "eom_token_id"}) {
      file.optionalNumber("tokenizer.ggml." + key).map(Number::intValue).ifPresent(ends::add);
    }
    return BytePairTokenizer.of(
        new BytePairVocabulary(
            file.strings("tokenizer.ggml.tokens"),
            file.strings("tokenizer.ggml.merges"),
            file.ints("tokenizer.ggml.token_type"),
            PreTokenizer.of(file.optionalString("tokenizer.ggml.pre").orElse("default")),
            ends.stream().mapToInt(Integer::intValue).toArray()));
  }

  private static ChatTemplate template(GgufFile file) {
    String source =
        file.optionalString("tokenizer.chat_template")
            .orElseThrow(() ->
                new ModelException(
                    file.path() + " has no chat template: it is a base model, not a chat model."));
    return JinjaTemplate.parse(source, token(file, "bos_token_id"), token(file, "eos_token_id"));
  }

  private static String token(GgufFile file, String key) {
    return file.optionalNumber("tokenizer.ggml." + key)
        .map(id -> file.strings("tokenizer.ggml.tokens").get(id.intValue()))
        .orElse("");
  }
}
