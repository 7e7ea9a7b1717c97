package witan.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.semconv.ErrorAttributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One span of a trace, from its beginning until it is closed. Safe for many threads. */
public final class Step implements AutoCloseable {

  /** Stands for every step where nothing is traced. */
  public static final Step NONE =
      new Step(Span.getInvalid(), Context.root(), TextMapPropagator.noop());

  private final Span span;
  private final Context context;
  private final TextMapPropagator propagator;

  Step(Span span, Context context, TextMapPropagator propagator) {
    this.span = span;
    this.context = context;
    this.propagator = propagator;
  }

  /** Sets an attribute; a value of null is left out. */
  public <T> Step set(AttributeKey<T> key, @Nullable T value) {
    if (value != null) {
      span.setAttribute(key, value);
    }
    return this;
  }

  /** Names it again, once more is known. */
  public void rename(String name) {
    span.updateName(name);
  }

  /** Something happened in the middle of it. */
  public void event(String name, Attributes attributes) {
    span.addEvent(name, attributes);
  }

  /**
   * It failed.
   *
   * @param type one of few words, such as {@code timeout}; no message, which may hold what others
   *     wrote
   */
  public void failed(String type) {
    span.setAttribute(ErrorAttributes.ERROR_TYPE, type);
    span.setStatus(StatusCode.ERROR);
  }

  /** Makes it what this thread does now, until the scope is closed on this thread. */
  @SuppressWarnings("MustBeClosedChecker") // the caller closes it
  public Scope current() {
    return this == NONE ? Scope.noop() : context.makeCurrent();
  }

  /**
   * Headers by which another process goes on with the trace; none where nothing is traced. Ids
   * alone: {@code tracestate} may hold anything that the client wrote, and experts are strangers.
   */
  public Map<String, String> headers() {
    Map<String, String> headers = new HashMap<>();
    propagator.inject(
        context,
        headers,
        (carrier, name, value) -> {
          if (carrier != null) {
            carrier.put(name, value);
          }
        });
    return headers;
  }

  /** It is over. */
  @Override
  public void close() {
    span.end();
  }
}
