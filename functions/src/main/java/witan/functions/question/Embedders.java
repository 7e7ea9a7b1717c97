package witan.functions.question;

import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
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

  /** A text more in one run takes no longer than this, on a slow machine. */
  private static final Duration EACH = Duration.ofMillis(50);

  private final EmbedderPool pool = new EmbedderPool();
  private final Embedder embedder;
  private final EmbeddingThreads threads;
  private final Duration within;

  Embedders(EmbeddingConfig config) {
    embedder = pool.of(EmbeddingModel.MINILM);
    // The first run allocates what later runs reuse.
    embedder.embed("Which of the experts knows most about this?");
    threads = new EmbeddingThreads(Runtime.getRuntime().availableProcessors(), config.waiting());
    within = config.within();
  }

  /** On the caller's thread, for the few texts that no client waits for. */
  @Override
  public float[] of(String text) {
    return embedder.embed(text);
  }

  /** The vector of a question; fails as {@link EmbeddingThreads#run} does. */
  public Uni<float[]> question(String text) {
    return threads.run(() -> embedder.embed(text), within);
  }

  /** The vectors of texts, one after the other; questions take their turns in between. */
  public Uni<List<float[]>> eachAlone(EmbeddingModel model, List<String> texts) {
    Embedder chosen = pool.of(model);
    return Multi.createFrom()
        .iterable(texts)
        .onItem()
        .transformToUniAndConcatenate(text -> threads.run(() -> chosen.embed(text), within))
        .collect()
        .asList();
  }

  /** The vectors of texts, many in one run: see {@link Embedder#embedTogether}. */
  public Uni<List<float[]>> together(EmbeddingModel model, List<String> texts) {
    Embedder chosen = pool.of(model);
    return threads.run(
        () -> chosen.embedTogether(texts), within.plus(EACH.multipliedBy(texts.size())));
  }

  /** How many tokens the model reads of texts. */
  public int tokens(EmbeddingModel model, List<String> texts) {
    return texts.stream().mapToInt(pool.of(model)::tokens).sum();
  }

  @PreDestroy
  void close() {
    threads.close();
    pool.close();
  }
}
