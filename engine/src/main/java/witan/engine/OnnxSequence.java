package witan.engine;

import java.util.Arrays;
import java.util.concurrent.CancellationException;

/** A sequence with its own memory; closing frees it as soon as nothing of it runs. */
final class OnnxSequence implements Sequence {
  private final OnnxLanguageModel model;
  private final Passes passes;
  private final KeyValueMemory memory;
  private int length;
  private boolean running;
  private boolean closed;

  OnnxSequence(OnnxLanguageModel model, Passes passes, KeyValueMemory memory) {
    this.model = model;
    this.passes = passes;
    this.memory = memory;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public float[][] append(int[] tokens, int lastN) {
    check(tokens, lastN);
    begin();
    try {
      float[][] logits = new float[lastN][];
      int before = length;
      memory.reserve(before + tokens.length, before);
      int given = 0;
      for (int at = 0; at < tokens.length; at += Passes.CHUNK) {
        int[] chunk = Arrays.copyOfRange(tokens, at, Math.min(at + Passes.CHUNK, tokens.length));
        int left = tokens.length - at - chunk.length;
        int wanted = Math.clamp(lastN - left, 0, chunk.length);
        float[][] some = passes.run(memory, chunk, before + at, wanted);
        System.arraycopy(some, 0, logits, given, wanted);
        given += wanted;
        if (isClosed()) {
          throw new IllegalStateException("the sequence was closed while it was computed");
        }
      }
      length = before + tokens.length;
      return logits;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new CancellationException("interrupted while waiting for the engine");
    } finally {
      end();
    }
  }

  private void check(int[] tokens, int lastN) {
    if (tokens.length == 0) {
      throw new IllegalArgumentException("there is no token to append");
    }
    if (lastN < 0 || lastN > tokens.length) {
      throw new IllegalArgumentException(
          "logits can be had after 0 to %d tokens, not %d".formatted(tokens.length, lastN));
    }
    int vocabulary = model.tokenizer().vocabularySize();
    for (int token : tokens) {
      if (token < 0 || token >= vocabulary) {
        throw new IllegalArgumentException(
            "the vocabulary has no token %d, only 0 to %d".formatted(token, vocabulary - 1));
      }
    }
    int room = model.contextLength() - length;
    if (tokens.length > room) {
      throw new ContextFullException(
          "%d tokens do not fit: the context holds %d, of which %d are left"
              .formatted(tokens.length, model.contextLength(), room));
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
      length = newLength;
    } finally {
      end();
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
    memory.close();
    model.closed(this);
  }
}
