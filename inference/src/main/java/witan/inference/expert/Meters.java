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

  Meters(MeterRegistry registry) {
    this.tokens = registry.counter("witan.tokens");
    this.retrieval = registry.timer("witan.retrieval");
  }

  /** Counts tokens that the model computed for an answer. */
  public void tokens(int count) {
    tokens.increment(count);
  }

  /** Times a search of the corpus. */
  public <T> T retrieval(Supplier<T> search) {
    long began = System.nanoTime();
    try {
      return search.get();
    } finally {
      retrieval.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
  }
}
