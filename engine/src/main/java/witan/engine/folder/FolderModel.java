package witan.engine.folder;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import witan.engine.ChatTemplate;
import witan.engine.EngineBusyException;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;
import witan.engine.ModelException;
import witan.engine.Sequence;
import witan.engine.Tokenizer;
import witan.engine.onnx.Binding;
import witan.engine.onnx.ElementType;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Provider;
import witan.engine.onnx.Session;
import witan.engine.onnx.Tensor;

/**
 * A model whose graph somebody else made.
 *
 * <p>Its kernels are not ours to choose, and most compute a token with other bits alone than beside
 * others. So every token has a pass of its own: what a sequence gives then does not depend on how
 * its tokens came, which is what the interface promises, at the price that a prompt is read no
 * faster than an answer is written. The number of threads is a part of the numerics class.
 */
public final class FolderModel implements LanguageModel {
  private static final Map<String, String> SESSION = Map.of("session.intra_op.allow_spinning", "0");

  private final Path folder;
  private final OnnxFolder sizes;
  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final OnnxRuntime runtime;
  private final Session session;
  private final EngineSettings settings;
  private final String numericsClass;
  private final String sha256;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Arena arena = Arena.ofShared();
  private final MemorySegment token = arena.allocate(JAVA_LONG);
  private final MemorySegment position = arena.allocate(JAVA_LONG);
  private final MemorySegment ones;
  private final MemorySegment logits;
  private final Set<FolderSequence> open = new HashSet<>();
  private boolean closed;

  private FolderModel(
      Path folder,
      OnnxFolder sizes,
      Tokenizer tokenizer,
      ChatTemplate template,
      OnnxRuntime runtime,
      Session session,
      EngineSettings settings,
      String instructionSet) {
    this.folder = folder;
    this.sizes = sizes;
    this.tokenizer = tokenizer;
    this.template = template;
    this.runtime = runtime;
    this.session = session;
    this.settings = settings;
    this.sha256 = sha256(sizes.graph());
    this.numericsClass =
        "onnxruntime-%s/%s/%d-threads/folder-by-single-tokens/%s"
            .formatted(
                runtime.version(), instructionSet, settings.threads(), sha256.substring(0, 16));
    this.ones = arena.allocate(JAVA_LONG, contextLength());
    for (int i = 0; i < contextLength(); i++) {
      ones.setAtIndex(JAVA_LONG, i, 1);
    }
    this.logits = arena.allocate((long) sizes.vocabulary() * sizes.scored().bytes(), 64);
  }

  /**
   * Loads the model of a folder.
   *
   * @param instructionSet the processor's, for the numerics class
   * @throws ModelException if there is none that can be run, with what to do about it
   */
  public static FolderModel load(
      Path folder,
      Tokenizer tokenizer,
      ChatTemplate template,
      OnnxRuntime runtime,
      EngineSettings settings,
      String instructionSet) {
    OnnxFolder sizes = OnnxFolder.of(folder);
    if (tokenizer.vocabularySize() > sizes.vocabulary()) {
      throw new ModelException(
          "%s has a tokenizer of %d tokens, but its graph gives logits of %d only."
              .formatted(folder, tokenizer.vocabularySize(), sizes.vocabulary()));
    }
    // Its keys and values lie in the processor's memory, so it runs there, too.
    Session session =
        runtime.open(sizes.graph(), settings.threads(), Provider.CPU, SESSION, List.of());
    return new FolderModel(
        folder, sizes, tokenizer, template, runtime, session, settings, instructionSet);
  }

  @Override
  public String name() {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }

  /** Of the graph's file and, after it, of those beside it that hold its weights. */
  @Override
  public String weightsSha256() {
    return sha256;
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
    return Math.min(settings.contextLength(), sizes.contextLength());
  }

  @Override
  public String numericsClass() {
    return numericsClass;
  }

  @Override
  public synchronized Sequence open() {
    if (closed) {
      throw new IllegalStateException("the model is closed");
    }
    if (open.size() == settings.slots()) {
      throw new EngineBusyException(
          "all %d sequences of the engine are in use: try again in a moment"
              .formatted(settings.slots()));
    }
    FolderSequence sequence =
        new FolderSequence(this, session.binding(), new GrowingCache(runtime, sizes));
    open.add(sequence);
    return sequence;
  }

  synchronized void closed(FolderSequence sequence) {
    open.remove(sequence);
    notifyAll();
  }

  /**
   * Computes one token after {@code length} others.
   *
   * @param wanted whether its logits are
   * @return the logits; empty if they are not wanted
   * @throws EngineBusyException if the turn does not come in time
   */
  float[] step(Binding binding, GrowingCache cache, int next, int length, boolean wanted)
      throws InterruptedException {
    if (!turn.tryLock(settings.patience().toNanos(), TimeUnit.NANOSECONDS)) {
      throw new EngineBusyException("the engine did not get to it in time: try again in a moment");
    }
    try (Tensor tokens = runtime.tensor(token, ElementType.INT64, 1, 1);
        Tensor positions = runtime.tensor(position, ElementType.INT64, 1, 1);
        Tensor mask = runtime.tensor(ones, ElementType.INT64, 1, length + 1);
        Tensor result = runtime.tensor(logits, sizes.scored(), 1, 1, sizes.vocabulary())) {
      token.set(JAVA_LONG, 0, next);
      position.set(JAVA_LONG, 0, length);
      cache.bind(binding, length);
      binding.input(sizes.tokens(), tokens);
      if (!sizes.mask().isEmpty()) {
        binding.input(sizes.mask(), mask);
      }
      if (!sizes.positions().isEmpty()) {
        binding.input(sizes.positions(), positions);
      }
      binding.output(sizes.logits(), result);
      binding.run();
      cache.advance();
      return wanted ? floats() : new float[0];
    } finally {
      turn.unlock();
    }
  }

  private float[] floats() {
    if (sizes.scored() == ElementType.FLOAT) {
      return logits.toArray(JAVA_FLOAT);
    }
    float[] values = new float[sizes.vocabulary()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.float16ToFloat(logits.getAtIndex(JAVA_SHORT, i));
    }
    return values;
  }

  @Override
  public void close() {
    List<FolderSequence> left;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      left = List.copyOf(open);
    }
    left.forEach(FolderSequence::close);
    awaitNoneOpen();
    session.close();
    arena.close();
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

  private static String sha256(Path graph) {
    String name = graph.getFileName().toString();
    try (Stream<Path> files = Files.list(graph.toAbsolutePath().getParent())) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 20];
      for (Path file :
          files.filter(one -> one.getFileName().toString().startsWith(name)).sorted().toList()) {
        try (InputStream bytes = Files.newInputStream(file)) {
          for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
            digest.update(buffer, 0, n);
          }
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new ModelException("The model file " + graph + " can't be read: " + e, e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
