package witan.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import witan.engine.importer.Architecture;
import witan.engine.importer.GgufImporter.Imported;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Session;

/** A model on ONNX Runtime. */
final class OnnxLanguageModel implements LanguageModel {
  private final String name;
  private final Imported imported;
  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final OnnxRuntime runtime;
  private final Session session;
  private final Passes passes;
  private final int contextLength;
  private final int slots;
  private final Set<OnnxSequence> open = new HashSet<>();
  private boolean closed;

  OnnxLanguageModel(
      String name,
      Imported imported,
      Tokenizer tokenizer,
      ChatTemplate template,
      OnnxRuntime runtime,
      Session session,
      EngineSettings settings) {
    Architecture sizes = imported.sizes();
    this.name = name;
    this.imported = imported;
    this.tokenizer = tokenizer;
    this.template = template;
    this.runtime = runtime;
    this.session = session;
    this.passes = new Passes(runtime, session, sizes);
    this.contextLength = Math.min(settings.contextLength(), sizes.contextLength());
    this.slots = settings.slots();
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
    return "onnxruntime-%s/%s/graph-%d/%s"
        .formatted(
            runtime.version(),
            InstructionSet.ofThisMachine(),
            imported.version(),
            imported.weightsSha256().substring(0, 16));
  }

  @Override
  public synchronized Sequence open() {
    if (closed) {
      throw new IllegalStateException("the model is closed");
    }
    if (open.size() == slots) {
      throw new EngineBusyException(
          "all %d sequences of the engine are in use: try again in a moment".formatted(slots));
    }
    OnnxSequence sequence =
        new OnnxSequence(this, passes, new KeyValueMemory(runtime, imported.sizes(), session));
    open.add(sequence);
    return sequence;
  }

  synchronized void closed(OnnxSequence sequence) {
    open.remove(sequence);
    notifyAll();
  }

  @Override
  public void close() {
    List<OnnxSequence> left;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      left = List.copyOf(open);
    }
    left.forEach(OnnxSequence::close);
    awaitNoneOpen();
    passes.close();
  }

  /** Those that run end after their pass. */
  private synchronized void awaitNoneOpen() {
    boolean interrupted = false;
    while (!open.isEmpty()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true; // the memory is in use until the pass is over, interrupted or not
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
