package witan.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Begins the {@link Step}s of this service's part of a trace.
 *
 * <p>Off unless an endpoint is set that traces are sent to ({@link TracesEndpoint}); then nothing
 * is begun, attached or sent along. Nothing that a client or an expert wrote may become part of a
 * step: no text, no path, no name that is not known already.
 */
@Singleton
public final class Tracing {

  private final Tracer tracer;
  private final TextMapPropagator propagator;
  private final boolean on;

  @Inject
  Tracing(
      OpenTelemetry telemetry,
      @ConfigProperty(name = "quarkus.otel.sdk.disabled", defaultValue = "false")
          boolean disabled) {
    this.tracer = telemetry.getTracer("witan");
    this.propagator = telemetry.getPropagators().getTextMapPropagator();
    this.on = !disabled;
  }

  /** Traces nothing. */
  public static Tracing off() {
    return new Tracing(OpenTelemetry.noop(), true);
  }

  /** Whether anything is traced. */
  public boolean isOn() {
    return on;
  }

  /** Begins a step of what the calling thread does now. It is not the current one by that. */
  public Step begin(String name, SpanKind kind) {
    return on ? begun(name, kind, Context.current()) : Step.NONE;
  }

  /** Begins the step that serves another process, as a part of that one's trace if it has any. */
  public <C> Step received(String name, C carrier, TextMapGetter<C> headers) {
    return on
        ? begun(name, SpanKind.SERVER, propagator.extract(Context.root(), carrier, headers))
        : Step.NONE;
  }

  private Step begun(String name, SpanKind kind, Context parent) {
    Span span = tracer.spanBuilder(name).setSpanKind(kind).setParent(parent).startSpan();
    return new Step(span, parent.with(span), propagator);
  }
}
