package witan.engine.folder;

import java.util.concurrent.CancellationException;
import witan.engine.Arguments;
import witan.engine.Sequence;
import witan.engine.onnx.Binding;

/** A sequence with its own memory; closing frees it as soon as nothing of it runs. */
final class FolderSequence implements Sequence {
  private final FolderModel model;
  private final Binding binding;
  private final GrowingCache cache;
  private int length;
  private boolean running;
  private boolean closed;

  FolderSequence(FolderModel model, Binding binding, GrowingCache cache) {
    this.model = model;
    this.binding = binding;
    this.cache = cache;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public float[][] append(int[] tokens, int lastN) {
    Arguments.check(model, length, tokens, lastN);
    begin();
    int before = length;
    try {
      float[][] logits = new float[lastN][];
      int unwanted = tokens.length - lastN;
      for (int i = 0; i < tokens.length; i++) {
        float[] row = model.step(binding, cache, tokens[i], before + i, i >= unwanted);
        length = before + i + 1;
        if (i >= unwanted) {
          logits[i - unwanted] = row;
        }
        if (isClosed()) {
          throw new IllegalStateException("the sequence was closed while it was computed");
        }
      }
      return logits;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new CancellationException("interrupted while waiting for the engine");
    } catch (RuntimeException | Error e) {
      cut(before);
      throw e;
    } finally {
      end();
    }
  }

  @Override
  public void truncate(int newLength) {
    begin();
    try {
      if (newLength < 0 || newLength > length) {
        throw new IllegalArgumentException(
            "a sequence of %d tokens can't be cut to %d".formatted(length, newLength));
      }
      cut(newLength);
    } finally {
      end();
    }
  }

  private void cut(int kept) {
    if (kept < length) {
      cache.truncate(length, kept);
      length = kept;
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      if (!running) {
        free();
      }
    }
  }

  private synchronized void begin() {
    if (closed) {
      throw new IllegalStateException("the sequence is closed");
    }
    if (running) {
      throw new IllegalStateException("the sequence is in use by another thread");
    }
    running = true;
  }

  private synchronized void end() {
    running = false;
    if (closed) {
      free();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void free() {
    binding.close();
    cache.close();
    model.closed(this);
  }
}
