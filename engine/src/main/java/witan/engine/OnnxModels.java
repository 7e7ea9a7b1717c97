package witan.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import witan.engine.attention.BlockOffsets;
import witan.engine.attention.PageLayout;
import witan.engine.attention.PagedAttention;
import witan.engine.folder.FolderModel;
import witan.engine.gguf.GgufFile;
import witan.engine.importer.Architecture;
import witan.engine.importer.GgufImporter;
import witan.engine.importer.GgufImporter.Imported;
import witan.engine.importer.GraphForm;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Provider;
import witan.engine.onnx.Session;
import witan.engine.template.JinjaTemplate;
import witan.engine.text.TokenizerConfig;
import witan.engine.text.Tokenizers;

/** Loads models onto ONNX Runtime. */
public final class OnnxModels {

  /** Idle threads sleep: several experts share a machine's cores, and spinning takes them away. */
  static final Map<String, String> SESSION = Map.of("session.intra_op.allow_spinning", "0");

  /** The JDK's module that attention is computed with; it is not there unless asked for. */
  private static final String VECTORS = "jdk.incubator.vector";

  /** Of ONNX Runtime, the first whose attention over blocks takes all that our graphs tell it. */
  private static final int DEVICE_MINOR = 29;

  private OnnxModels() {}

  /**
   * Loads a model: a GGUF file in about a second, some more the first time; or a folder with an
   * ONNX graph, as Optimum and ONNX Runtime GenAI write it.
   *
   * @param model weights, tokenizer and chat template in one file or folder
   * @param cache a folder for what is made of it; processes can share it
   * @throws ModelException if it can't be run, with what to do about it
   */
  public static LanguageModel load(Path model, Path cache, EngineSettings settings) {
    if (Files.isDirectory(model)) {
      return folder(model, cache, settings);
    }
    if (!Files.isRegularFile(model)) {
      throw new ModelException("There is no model file " + model + ".");
    }
    return gguf(model, cache, settings);
  }

  private static LanguageModel folder(Path folder, Path cache, EngineSettings settings) {
    ChatTemplate template =
        TokenizerConfig.read(folder).chatTemplate().isPresent()
            ? template(folder, () -> JinjaTemplate.ofFolder(folder))
            : baseModel(folder);
    return FolderModel.load(
        folder,
        Tokenizers.ofFolder(folder),
        template,
        OnnxRuntime.load(cache),
        settings,
        InstructionSet.ofThisMachine());
  }

  private static LanguageModel gguf(Path gguf, Path cache, EngineSettings settings) {
    if (ModuleLayer.boot().findModule(VECTORS).isEmpty()) {
      throw new ModelException("Start Java with --add-modules=" + VECTORS + ".");
    }
    try (GgufFile file = GgufFile.open(gguf)) {
      OnnxRuntime runtime = OnnxRuntime.load(cache);
      Provider provider = runtime.resolve(settings.provider());
      GraphForm form =
          provider instanceof Provider.Cuda && Architecture.of(file).fitsDevices()
              ? GraphForm.DEVICE
              : GraphForm.INVARIANT;
      Imported imported = GgufImporter.imported(file, cache, form);
      Tokenizer tokenizer = Tokenizers.of(file);
      ChatTemplate template =
          file.optionalString("tokenizer.chat_template").isPresent()
              ? template(gguf, () -> JinjaTemplate.of(file))
              : baseModel(gguf);
      String name = file.optionalString("general.name").orElse(gguf.getFileName().toString());
      int context = Math.min(settings.contextLength(), imported.sizes().contextLength());
      Scheduler scheduler =
          form == GraphForm.DEVICE
              ? onDevice(runtime, provider, imported, context, settings)
              : onHost(runtime, provider, imported, context, settings);
      return new OnnxLanguageModel(
          name, imported, tokenizer, template, runtime, scheduler, context);
    }
  }

  private static Scheduler onHost(
      OnnxRuntime runtime,
      Provider provider,
      Imported imported,
      int context,
      EngineSettings settings) {
    Memory.require(imported.graph());
    Architecture sizes = imported.sizes();
    PageLayout layout = new PageLayout(sizes.layers(), sizes.keyValueHeads(), sizes.headWidth());
    PagedAttention.Heads heads =
        new PagedAttention.Heads(
            sizes.heads(), sizes.neighboursTurn(), sizes.attentionScale(), sizes.windows());
    PagedAttention attention = new PagedAttention(layout, heads, settings.threads());
    try {
      Session session =
          runtime.open(
              imported.graph(),
              settings.threads(),
              provider,
              SESSION,
              List.of(attention, new BlockOffsets()));
      // A sequence alone must fit, whatever it shares.
      int most = Math.max(PageLayout.pages(settings.keptTokens()), PageLayout.pages(context) + 1);
      return new Scheduler(
          new HostPass(runtime, session, attention, sizes.vocabulary()),
          new Pages(new HostPages(layout), most),
          settings);
    } catch (RuntimeException | Error e) {
      attention.close();
      throw e;
    }
  }

  private static Scheduler onDevice(
      OnnxRuntime runtime,
      Provider provider,
      Imported imported,
      int context,
      EngineSettings settings) {
    runtime.require(DEVICE_MINOR, "attention on a GPU");
    Session session =
        runtime.open(imported.graph(), settings.threads(), provider, SESSION, List.of());
    try {
      DevicePages pages = DevicePages.forHeads(imported.sizes().headWidth());
      int ofOne = Math.ceilDiv(context, pages.tokens());
      int most = Math.max(Math.ceilDiv(settings.keptTokens(), pages.tokens()), ofOne + 1);
      boolean graphs = provider instanceof Provider.Cuda cuda && cuda.graphs();
      Pass pass =
          new DevicePass(runtime, session, imported.sizes(), graphs, pages.tokens(), most, ofOne);
      return new Scheduler(pass, new Pages(pages, most), settings);
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  private static ChatTemplate template(Path model, Supplier<ChatTemplate> template) {
    try {
      return template.get();
    } catch (TemplateException e) {
      throw new ModelException(model + " has a damaged chat template: " + e.getMessage(), e);
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
