package witan.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * A text to {@value #DIMENSIONS} numbers of unit length.
 *
 * <p>One text at a time unless asked otherwise: the models' quantisation looks at a whole batch, so
 * a text would get other numbers in other company. Alone it always gets the same bits on the same
 * processor. Each text runs on its caller's thread, a few milliseconds a line; safe for any number
 * of callers, of whom as many run at once as {@link #load(int)} says and the rest wait.
 */
public final class Embedder implements AutoCloseable {

  /** The name of the network's own model, {@link EmbeddingModel#MINILM}. */
  public static final String MODEL = "all-MiniLM-L6-v2";

  /** The length of a vector. */
  public static final int DIMENSIONS = 384;

  /** So many tokens together, padding included, make a batch: more gain nothing. */
  private static final int BATCH_TOKENS = 2_048;

  private final EmbeddingModel model;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final WordPiece tokenizer;
  private final int concurrency;
  private final Semaphore running;
  private boolean closed; // read and written only by who holds a permit

  private Embedder(
      EmbeddingModel model,
      OrtEnvironment environment,
      OrtSession session,
      WordPiece tokenizer,
      int concurrency) {
    this.model = model;
    this.environment = environment;
    this.session = session;
    this.tokenizer = tokenizer;
    this.concurrency = concurrency;
    this.running = new Semaphore(concurrency, true);
  }

  /** Loads the network's own model, for as many texts at once as there are processors. */
  public static Embedder load() {
    return load(Runtime.getRuntime().availableProcessors());
  }

  /** Loads the network's own model, for at most {@code concurrency} texts at once. */
  public static Embedder load(int concurrency) {
    return load(EmbeddingModel.MINILM, concurrency);
  }

  /** Loads a model from the class path, for at most {@code concurrency} texts at once. */
  public static Embedder load(EmbeddingModel model, int concurrency) {
    if (concurrency < 1) {
      throw new IllegalArgumentException(
          "concurrency is " + concurrency + ": at least one text must be able to run");
    }
    OrtEnvironment environment = OnnxEnvironment.get();
    try (InputStream vocabulary = resource(model.vocabulary());
        InputStream weights = resource(model.weights());
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      WordPiece tokenizer = WordPiece.read(vocabulary);
      OrtSession session = environment.createSession(weights.readAllBytes(), options);
      return new Embedder(model, environment, session, tokenizer, concurrency);
    } catch (IOException e) {
      throw new UncheckedIOException("the embedding model can't be read from the class path", e);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime refused the embedding model", e);
    }
  }

  private static InputStream resource(String name) throws IOException {
    InputStream resource = Embedder.class.getResourceAsStream(name);
    if (resource == null) {
      throw new IOException(
          name.substring(1) + " is not on the class path: add its langchain4j-embeddings artifact");
    }
    return resource;
  }

  /** How many tokens of {@code text} the model reads: 2 to {@link EmbeddingModel#maxTokens}. */
  public int tokens(String text) {
    return tokenizer.encode(text, model.maxTokens()).length;
  }

  /** The vector of {@code text}: {@value #DIMENSIONS} numbers of unit length. */
  public float[] embed(String text) {
    return run(List.of(tokenizer.encode(text, model.maxTokens()))).getFirst();
  }

  /**
   * The vectors of {@code texts} in their order, many at a time: faster, but a text's numbers
   * depend on its company. For searching, never for what others verify.
   */
  public List<float[]> embedTogether(List<String> texts) {
    long[][] tokens =
        texts.stream()
            .map(text -> tokenizer.encode(text, model.maxTokens()))
            .toArray(long[][]::new);
    // Texts of like length together, so that little of a batch is padding.
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < tokens.length; i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingInt(i -> tokens[i].length));
    float[][] vectors = new float[tokens.length][];
    for (int from = 0; from < tokens.length; ) {
      int to = from + 1;
      while (to < tokens.length && tokens[order.get(to)].length * (to - from + 1) <= BATCH_TOKENS) {
        to++;
      }
      List<Integer> batch = order.subList(from, to);
      List<float[]> embedded = run(batch.stream().map(i -> tokens[i]).toList());
      for (int i = 0; i < batch.size(); i++) {
        vectors[batch.get(i)] = embedded.get(i);
      }
      from = to;
    }
    return List.of(vectors);
  }

  private List<float[]> run(List<long[]> texts) {
    running.acquireUninterruptibly();
    try {
      if (closed) {
        throw new IllegalStateException("the embedder is closed");
      }
      return infer(texts);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed to embed a text", e);
    } finally {
      running.release();
    }
  }

  private List<float[]> infer(List<long[]> texts) throws OrtException {
    int longest = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
    long[] shape = {texts.size(), longest};
    long[] ids = new long[texts.size() * longest];
    long[] mask = new long[ids.length];
    for (int i = 0; i < texts.size(); i++) {
      long[] text = texts.get(i);
      System.arraycopy(text, 0, ids, i * longest, text.length);
      Arrays.fill(mask, i * longest, i * longest + text.length, 1);
    }
    try (OnnxTensor tokens = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        OnnxTensor attention = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
        OnnxTensor segments =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
        OrtSession.Result result =
            session.run(
                Map.of(
                    "input_ids", tokens,
                    "attention_mask", attention,
                    "token_type_ids", segments))) {
      FloatBuffer rows = ((OnnxTensor) result.get(0)).getFloatBuffer();
      List<float[]> vectors = new ArrayList<>();
      for (int i = 0; i < texts.size(); i++) {
        int count = model.pooling() == EmbeddingModel.Pooling.MEAN ? texts.get(i).length : 1;
        vectors.add(mean(rows, i * longest, count));
      }
      return vectors;
    }
  }

  private static float[] mean(FloatBuffer rows, int first, int count) {
    double[] sum = new double[DIMENSIONS];
    for (int row = first; row < first + count; row++) {
      for (int i = 0; i < DIMENSIONS; i++) {
        sum[i] += rows.get(row * DIMENSIONS + i);
      }
    }
    float[] mean = new float[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      mean[i] = (float) (sum[i] / count);
    }
    return Vectors.unit(mean);
  }

  /** Waits for the texts that are running, then frees the model. Closing again does nothing. */
  @Override
  public void close() {
    running.acquireUninterruptibly(concurrency);
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed to free the embedding model", e);
    } finally {
      running.release(concurrency);
    }
  }
}
