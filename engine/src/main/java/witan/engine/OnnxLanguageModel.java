package witan.engine;

import witan.engine.importer.GgufImporter.Imported;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Provider;

/** A model on ONNX Runtime. */
final class OnnxLanguageModel implements LanguageModel {
  private final String name;
  private final Imported imported;
  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final OnnxRuntime runtime;
  private final Scheduler scheduler;
  private final int contextLength;

  OnnxLanguageModel(
      String name,
      Imported imported,
      Tokenizer tokenizer,
      ChatTemplate template,
      OnnxRuntime runtime,
      Scheduler scheduler,
      int contextLength) {
    this.name = name;
    this.imported = imported;
    this.tokenizer = tokenizer;
    this.template = template;
    this.runtime = runtime;
    this.scheduler = scheduler;
    this.contextLength = contextLength;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String weightsSha256() {
    return imported.weightsSha256();
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public ChatTemplate template() {
    return template;
  }

  @Override
  public int contextLength() {
    return contextLength;
  }

  @Override
  public String numericsClass() {
    return "onnxruntime-%s/%s/graph-%s/%s"
        .formatted(
            runtime.version(),
            scheduler.provider() instanceof Provider.Cuda ? "cuda" : InstructionSet.ofThisMachine(),
            imported.version(),
            imported.weightsSha256().substring(0, 16));
  }

  @Override
  public Sequence open() {
    return scheduler.open(this);
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
