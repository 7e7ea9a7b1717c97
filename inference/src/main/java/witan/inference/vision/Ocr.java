package witan.inference.vision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text in pictures, with the models of RapidOCR (PP-OCRv4) on ONNX Runtime.
 *
 * <p>One picture is read at a time, on a thread of its own; a few more may wait. The models are
 * loaded when the first one comes. Safe for many threads.
 */
public final class Ocr implements AutoCloseable {

  /** Whether the models are on the class path. */
  public static boolean isThere() {
    return Ocr.class.getResource("/models/ch_PP-OCRv4_rec_infer.onnx") != null;
  }

  private static final int MOST_WAITING = 8;

  /** No page has more lines; noise can. */
  private static final int MOST_LINES = 400;

  /** Below this a line is taken for no text at all. */
  private static final double LEAST_CONFIDENCE = 0.5;

  private final PictureDecoder decoder;
  private final int threads;
  private final Duration deadline;
  private final ThreadPoolExecutor reader;
  private @Nullable Models models; // the reader's thread's own

  /**
   * A reader that is loaded later.
   *
   * @param maxBytes of a picture's file
   * @param maxPixels of a picture
   * @param threads of one step of a model
   * @param deadline of one picture, the wait for its turn included
   */
  public Ocr(long maxBytes, long maxPixels, int threads, Duration deadline) {
    this.decoder = new PictureDecoder(maxBytes, maxPixels);
    this.threads = threads;
    this.deadline = deadline;
    this.reader =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().name("ocr").daemon().factory());
  }

  /**
   * The lines of text in {@code picture}, in reading order; none if there is no text.
   *
   * @param picture a PNG, JPEG or GIF file
   * @throws PictureException if it cannot be read
   * @throws VisionBusyException if too many wait, or it took too long
   */
  public List<String> read(byte[] picture) {
    Future<List<String>> lines;
    try {
      lines = reader.submit(() -> lines(decoder.decode(picture)));
    } catch (RejectedExecutionException e) {
      throw new VisionBusyException(
          "%d pictures wait to be read already; ask again later.".formatted(MOST_WAITING));
    }
    try {
      return lines.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new VisionBusyException(
          "The picture was not read within %s; ask again later, or send a smaller part of it."
              .formatted(deadline));
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case PictureException refused -> throw refused;
        case RuntimeException failed -> throw failed;
        case Error failed -> throw failed;
        case null, default -> throw new IllegalStateException("a picture could not be read", e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VisionBusyException("The service is stopping.");
    } finally {
      lines.cancel(true); // does nothing to one that is done
    }
  }

  /** Stops after the picture that is being read. */
  @Override
  public void close() {
    reader.shutdownNow();
    try {
      if (reader.awaitTermination(deadline.toNanos(), TimeUnit.NANOSECONDS) && models != null) {
        models.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> lines(Pixels picture) {
    Models loaded = models;
    if (loaded == null) {
      loaded = new Models(threads);
      models = loaded;
    }
    List<ReadingOrder.Placed> read = new ArrayList<>();
    List<Cut> found = loaded.finder.find(picture);
    for (Cut line : found.subList(0, Math.min(found.size(), MOST_LINES))) {
      if (Thread.interrupted()) {
        throw new VisionBusyException("The picture is given up.");
      }
      Cut upright = loaded.turner.upright(picture, line);
      LineReader.Text text = loaded.reader.read(picture, upright);
      if (text.confidence() >= LEAST_CONFIDENCE && !text.text().isEmpty()) {
        read.add(new ReadingOrder.Placed(text.text(), upright));
      }
    }
    return ReadingOrder.lines(read);
  }

  private static final class Models implements AutoCloseable {

    final LineFinder finder;
    final LineTurner turner;
    final LineReader reader;

    Models(int threads) {
      this.finder = new LineFinder(threads);
      this.turner = new LineTurner(threads);
      this.reader = new LineReader(threads);
    }

    @Override
    public void close() {
      finder.close();
      turner.close();
      reader.close();
    }
  }
}
