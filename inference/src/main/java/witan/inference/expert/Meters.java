package witan.inference.expert;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What is counted and timed. */
@ApplicationScoped
public class Meters {

  private final Counter tokens;
  private final Timer retrieval;
  private final Timer vision;
  private final Timer embedding;
  private final Timer classification;

  Meters(MeterRegistry registry) {
    this.tokens = registry.counter("witan.tokens");
    this.retrieval = registry.timer("witan.retrieval");
    this.vision = registry.timer("witan.vision");
    this.embedding = registry.timer("witan.embedding");
    this.classification = registry.timer("witan.classification");
  }

  /** Counts tokens that the model computed for an answer. */
  public void tokens(int count) {
    tokens.increment(count);
  }

  /** Times a search of the corpus. */
  public <T> T retrieval(Supplier<T> search) {
    return timed(retrieval, search);
  }

  /** Times the reading of a conversation's pictures. */
  public <T> T vision(Supplier<T> reading) {
    return timed(vision, reading);
  }

  /** Times the embedding of a request's texts. */
  public <T> T embedding(Supplier<T> embedding) {
    return timed(this.embedding, embedding);
  }

  /** Times the classification of a request's texts. */
  public <T> T classification(Supplier<T> classification) {
    return timed(this.classification, classification);
  }

  private static <T> T timed(Timer timer, Supplier<T> work) {
    long began = System.nanoTime();
    try {
      return work.get();
    } finally {
      timer.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
  }
}
