package witan.graphql.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Keeps what would be sent to a collector. */
@Alternative
@Singleton
public final class CollectedSpans implements SpanExporter {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<SpanData> spans = new CopyOnWriteArrayList<>();

  @Override
  public CompletableResultCode export(Collection<SpanData> batch) {
    spans.addAll(batch);
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }

  List<SpanData> all() {
    return List.copyOf(spans);
  }

  /** Those of one trace, as soon as they are as expected; what there is when they never are. */
  List<SpanData> of(String trace, Predicate<List<SpanData>> asExpected)
      throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<SpanData> found =
          spans.stream().filter(span -> span.getTraceId().equals(trace)).toList();
      if (asExpected.test(found) || System.nanoTime() > until) {
        return found;
      }
      Thread.sleep(20);
    }
  }
}
