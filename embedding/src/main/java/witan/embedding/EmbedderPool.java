package witan.embedding;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Each embedding model once, loaded when it is first asked for. Safe for many threads. */
public final class EmbedderPool implements AutoCloseable {

  private final Map<EmbeddingModel, Embedder> loaded = new EnumMap<>(EmbeddingModel.class);
  private final ReentrantLock lock = new ReentrantLock();
  private final int concurrency;
  private boolean closed;

  /** Embedders that run as many texts at once as there are processors. */
  public EmbedderPool() {
    this.concurrency = Runtime.getRuntime().availableProcessors();
  }

  /** The embedder of {@code model}; the first call takes a fraction of a second. */
  public Embedder of(EmbeddingModel model) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the embedders are closed");
      }
      return loaded.computeIfAbsent(model, which -> Embedder.load(which, concurrency));
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the texts that are running, then frees the models. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      loaded.values().forEach(Embedder::close);
    } finally {
      lock.unlock();
    }
  }
}
