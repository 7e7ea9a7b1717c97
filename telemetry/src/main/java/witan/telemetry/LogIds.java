package witan.telemetry;

/**
 * The ids that stand in each log line beside OpenTelemetry's {@code traceId} and {@code spanId}:
 * set with {@link org.jboss.logging.MDC}.
 */
public final class LogIds {

  /** Of an HTTP request: what its response carries as {@code x-request-id}. */
  public static final String REQUEST = "requestId";

  /** Of an answer. */
  public static final String ANSWER = "answerId";

  private LogIds() {}
}
