package witan.cli.model;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A stream whose reads fail when nothing arrives for a while: the JDK's HTTP client bounds the time
 * until the headers, but not the pauses of the body.
 */
final class PatientStream implements AutoCloseable {
  private final InputStream in;
  private final long stallNanos;
  private final Thread watch;
  private volatile long lastArrivalNanos = System.nanoTime();
  private volatile boolean stalled;

  PatientStream(InputStream in, Duration stall) {
    this.in = in;
    this.stallNanos = stall.toNanos();
    this.watch = Thread.ofVirtual().start(this::watch);
  }

  int read(byte[] buffer) throws IOException {
    try {
      int read = in.read(buffer);
      lastArrivalNanos = System.nanoTime();
      return read;
    } catch (IOException e) {
      throw stalled
          ? new IOException("nothing arrived for " + stallNanos / 1_000_000_000 + " s", e)
          : e;
    }
  }

  private void watch() {
    try {
      while (true) {
        long left = stallNanos - (System.nanoTime() - lastArrivalNanos);
        if (left <= 0) {
          stalled = true;
          in.close(); // wakes the reader
          return;
        }
        Thread.sleep(Duration.ofNanos(left));
      }
    } catch (InterruptedException | IOException e) {
      // Closed, or about to be.
    }
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
