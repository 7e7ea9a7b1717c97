package witan.graphql.gate;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.TimeUnit;
import witan.telemetry.Buckets;
import witan.telemetry.Step;
import witan.telemetry.Tracing;

/** What is to be seen of calls to the functions: each is a step and is timed. */
@Singleton
public final class GateWatch {

  private final Tracing tracing;
  private final MeterRegistry metrics;

  @Inject
  GateWatch(Tracing tracing, MeterRegistry metrics) {
    this.tracing = tracing;
    this.metrics = metrics;
  }

  /** Sees nothing. */
  static GateWatch none() {
    return new GateWatch(Tracing.off(), new CompositeMeterRegistry());
  }

  /** Sends a request. */
  interface Sending {
    HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException;
  }

  /**
   * Sends one request, which goes on with the caller's trace.
   *
   * @param path of the function; part of names, so one of few
   */
  HttpResponse<byte[]> sent(String path, HttpRequest.Builder builder, Sending sending)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    String outcome = "failed";
    try (Step step = tracing.begin("POST " + path, SpanKind.CLIENT)) {
      step.headers().forEach(builder::setHeader);
      HttpRequest request = builder.build();
      step.set(HttpAttributes.HTTP_REQUEST_METHOD, "POST")
          .set(ServerAttributes.SERVER_ADDRESS, request.uri().getHost())
          .set(ServerAttributes.SERVER_PORT, (long) request.uri().getPort());
      try {
        HttpResponse<byte[]> response = sending.send(request);
        outcome = Integer.toString(response.statusCode());
        step.set(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) response.statusCode());
        if (response.statusCode() >= 400) {
          step.failed(outcome);
        }
        return response;
      } catch (HttpTimeoutException e) {
        outcome = "timeout";
        step.failed(outcome);
        throw e;
      } catch (IOException e) {
        outcome = "unreachable";
        step.failed(outcome);
        throw e;
      } catch (InterruptedException e) {
        outcome = "cancelled";
        step.failed(outcome);
        throw e;
      }
    } finally {
      Timer.builder("witan.gate")
          .description("Calls to the functions, by what came of them")
          .tags("function", path.substring(1), "outcome", outcome)
          .serviceLevelObjectives(Buckets.firstToken())
          .register(metrics)
          .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
  }
}
