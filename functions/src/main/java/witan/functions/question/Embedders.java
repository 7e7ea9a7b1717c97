package witan.functions.question;

import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import witan.embedding.Embedder;

/** The process's one embedding model: loaded and warm before the first request. */
@Startup
@Singleton
public class Embedders implements Embedding {

  private final Embedder embedder;

  Embedders() {
    embedder = Embedder.load();
    // The first run allocates what later runs reuse.
    embedder.embed("Which of the experts knows most about this?");
  }

  @Override
  public float[] of(String text) {
    return embedder.embed(text);
  }

  /** How many tokens the model reads of {@code text}. */
  public int tokens(String text) {
    return embedder.tokens(text);
  }

  @PreDestroy
  void close() {
    embedder.close();
  }
}
