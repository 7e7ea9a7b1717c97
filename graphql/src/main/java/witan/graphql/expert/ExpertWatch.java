package witan.graphql.expert;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRecord;
import witan.telemetry.Buckets;
import witan.telemetry.Step;
import witan.telemetry.Tracing;

/** What is to be seen of calls to experts: each is a step of its answer's trace. */
@Singleton
public final class ExpertWatch {

  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("rpc.system");
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("rpc.service");
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("rpc.method");
  private static final AttributeKey<String> NAME = AttributeKey.stringKey("witan.expert");
  private static final AttributeKey<String> HOTKEY = AttributeKey.stringKey("witan.hotkey");
  private static final AttributeKey<Double> EVIDENCE = AttributeKey.doubleKey("witan.evidence");
  private static final String EXPERT = "witan.v1.Expert";

  private final Tracing tracing;
  private final MeterRegistry metrics;
  private final AtomicInteger open = new AtomicInteger();

  @Inject
  ExpertWatch(Tracing tracing, MeterRegistry metrics) {
    this.tracing = tracing;
    this.metrics = metrics;
    Gauge.builder("witan.sessions.open", open::get)
        .description("Sessions that this gateway holds at experts")
        .register(metrics);
  }

  /** Sees nothing. */
  static ExpertWatch none() {
    return new ExpertWatch(Tracing.off(), new CompositeMeterRegistry());
  }

  /**
   * Asks for evidence.
   *
   * @param asking gets the headers that go along with the call
   */
  Evidence evidence(ExpertRecord expert, Function<Map<String, String>, Evidence> asking) {
    long began = System.nanoTime();
    try (Step step = begin("Evidence", expert)) {
      Evidence evidence = asking.apply(step.headers());
      String outcome =
          switch (evidence) {
            case Evidence.Found(double value) -> {
              step.set(EVIDENCE, value);
              yield "found";
            }
            case Evidence.NoCorpus() -> "no_corpus";
            case Evidence.Silent(String reason, boolean fault) -> {
              step.failed("silent");
              yield "silent";
            }
          };
      Timer.builder("witan.evidence")
          .description("Until an expert has said how well its corpus fits, by what it said")
          .tags("outcome", outcome)
          .serviceLevelObjectives(Buckets.firstToken())
          .register(metrics)
          .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
      return evidence;
    }
  }

  /** A session begins. */
  Watched session(ExpertRecord expert) {
    open.incrementAndGet();
    return new Watched(begin("Session", expert));
  }

  private Step begin(String method, ExpertRecord expert) {
    ExpertDescriptor descriptor = expert.descriptor();
    Step step = tracing.begin(EXPERT + "/" + method, SpanKind.CLIENT);
    return step == Step.NONE
        ? step
        : step.set(SYSTEM, "grpc")
            .set(SERVICE, EXPERT)
            .set(METHOD, method)
            .set(NAME, descriptor.name())
            .set(HOTKEY, descriptor.hotkey().toString());
  }

  /** One session, until it is closed, once. */
  final class Watched {

    private final Step step;

    private Watched(Step step) {
      this.step = step;
    }

    Step step() {
      return step;
    }

    void lost(ExpertLostException why) {
      step.failed(why.loss().name().toLowerCase(Locale.ROOT));
    }

    void close() {
      open.decrementAndGet();
      step.close();
    }
  }
}
