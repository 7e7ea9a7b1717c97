package witan.graphql.upstream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import witan.telemetry.Buckets;
import witan.telemetry.GenAi;
import witan.telemetry.Step;
import witan.telemetry.Tracing;

/**
 * What is to be seen of calls to upstreams: each is a client's step by the conventions for
 * generative AI, and is timed from its request to the last byte of its reply.
 */
@Singleton
public final class UpstreamWatch {

  /** By which the conventions mean OpenAI's API, whoever serves it. */
  private static final String PROVIDER = "openai";

  private final Tracing tracing;
  private final MeterRegistry metrics;

  @Inject
  UpstreamWatch(Tracing tracing, MeterRegistry metrics) {
    this.tracing = tracing;
    this.metrics = metrics;
  }

  /** Sees nothing. */
  static UpstreamWatch none() {
    return new UpstreamWatch(Tracing.off(), new CompositeMeterRegistry());
  }

  Watched begin(Upstream upstream, String path) {
    String operation =
        switch (path) {
          case "/completions" -> "text_completion";
          case "/embeddings" -> "embeddings";
          default -> "chat";
        };
    Step step = tracing.begin(operation + " " + upstream.model(), SpanKind.CLIENT);
    if (step != Step.NONE) {
      int port = upstream.url().getPort();
      step.set(GenAi.OPERATION, operation)
          .set(GenAi.PROVIDER, PROVIDER)
          .set(GenAi.REQUEST_MODEL, upstream.model())
          .set(ServerAttributes.SERVER_ADDRESS, upstream.url().getHost())
          .set(ServerAttributes.SERVER_PORT, port < 0 ? null : Long.valueOf(port));
    }
    return new Watched(step, operation, upstream.model());
  }

  /** One call, until it is closed; a second time does nothing. */
  final class Watched {

    private final Step step;
    private final String operation;
    private final String model;
    private final long began = System.nanoTime();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile String error = "";

    private Watched(Step step, String operation, String model) {
      this.step = step;
      this.operation = operation;
      this.model = model;
    }

    Map<String, String> headers() {
      return step.headers();
    }

    void answered(int status) {
      step.set(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) status);
      if (status >= 400) {
        failed(Integer.toString(status));
      }
    }

    void failed(String type) {
      error = type;
      step.failed(type);
    }

    void close() {
      if (closed.getAndSet(true)) {
        return;
      }
      step.close();
      Timer.builder("gen_ai.client.operation.duration")
          .description("Calls to upstreams, until the last byte of the reply")
          .tags(
              "gen_ai.operation.name",
              operation,
              "gen_ai.provider.name",
              PROVIDER,
              "gen_ai.request.model",
              model,
              "error.type",
              error)
          .serviceLevelObjectives(Buckets.operation())
          .register(metrics)
          .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
  }
}
