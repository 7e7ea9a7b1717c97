package witan.telemetry;

import java.time.Duration;
import java.util.stream.DoubleStream;

/** The buckets that the conventions for generative AI ask for. */
public final class Buckets {

  private static final Duration[] OPERATION =
      of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);

  private static final Duration[] FIRST_TOKEN =
      of(
          0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5,
          10.0);

  private static final Duration[] OUTPUT_TOKEN =
      of(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5);

  private Buckets() {}

  /** Of whole operations. */
  public static Duration[] operation() {
    return OPERATION.clone();
  }

  /** Of the time to the first token. */
  public static Duration[] firstToken() {
    return FIRST_TOKEN.clone();
  }

  /** Of the time for each token after the first. */
  public static Duration[] outputToken() {
    return OUTPUT_TOKEN.clone();
  }

  private static Duration[] of(double... seconds) {
    return DoubleStream.of(seconds)
        .mapToObj(second -> Duration.ofNanos(Math.round(second * 1e9)))
        .toArray(Duration[]::new);
  }
}
