package witan.functions.question;

import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import witan.embedding.Embedder;
import witan.embedding.EmbedderPool;
import witan.embedding.EmbeddingModel;

/**
 * The process's embedding models: the network's own is loaded and warm before the first request,
 * another one when somebody asks for it.
 */
@Startup
@Singleton
public class Embedders implements Embedding {

  private final EmbedderPool pool = new EmbedderPool();
  private final Embedder embedder;

  Embedders() {
    embedder = pool.of(EmbeddingModel.MINILM);
    // The first run allocates what later runs reuse.
    embedder.embed("Which of the experts knows most about this?");
  }

  @Override
  public float[] of(String text) {
    return embedder.embed(text);
  }

  /** The embedder of {@code model}. */
  public Embedder of(EmbeddingModel model) {
    return pool.of(model);
  }

  @PreDestroy
  void close() {
    pool.close();
  }
}
