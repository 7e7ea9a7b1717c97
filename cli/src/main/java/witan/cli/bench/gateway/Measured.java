package witan.cli.bench.gateway;

import java.util.List;
import java.util.Map;
import witan.cli.Failure;
import witan.cli.Json;
import witan.cli.bench.MeasuredProcess;

/**
 * One round of one gateway.
 *
 * @param one whole answers, one client
 * @param some whole answers, 32 clients
 * @param many whole answers, 128 clients
 * @param paced streams of 16 clients
 * @param crowd streams, 256 at once
 * @param processorMicros of the process and its children for each answer to the 32 clients
 */
record Measured(
    Outcome one, Outcome some, Outcome many, Outcome paced, Outcome crowd, double processorMicros) {

  private static final int PACED = 16;
  // Enough that the 99th percentile is not the slowest.
  private static final int PACED_EACH = 8;

  private static final int CROWD = 256;

  /** Has it compiled and connected before rounds begin; fails where it does not answer. */
  static void warmUp(LoadProcess load, Served served, double seconds) {
    Outcome outcome = load.measure(whole(served, 16, seconds));
    if (outcome.answered() == 0) {
      throw new Failure("%s answers nothing: %s".formatted(served.name(), outcome.failure()));
    }
  }

  static Measured of(LoadProcess load, Served served, double seconds) {
    Outcome one = load.measure(whole(served, 1, seconds));
    MeasuredProcess process = served.process();
    long before = process.processor().toNanos();
    Outcome some = load.measure(whole(served, 32, seconds));
    double micros = (process.processor().toNanos() - before) / 1e3 / Math.max(1, some.answered());
    return new Measured(
        one,
        some,
        load.measure(whole(served, 128, seconds)),
        load.measure(streams(served, PACED, PACED_EACH)),
        load.measure(streams(served, CROWD, 1)),
        micros);
  }

  private static Order whole(Served served, int clients, double seconds) {
    return new Order(served.target(), served.headers(), body(served, false), clients, seconds, 0);
  }

  private static Order streams(Served served, int clients, int each) {
    return new Order(served.target(), served.headers(), body(served, true), clients, 0, each);
  }

  private static String body(Served served, boolean stream) {
    return Json.pretty(
        Map.of(
            "model",
            served.model(),
            "stream",
            stream,
            "messages",
            List.of(
                Map.of("role", "system", "content", "You answer in one short paragraph."),
                Map.of("role", "user", "content", "Why is bread dough left to rise twice?"))));
  }
}
