package witan.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import witan.cli.Failure;
import witan.cli.eval.EvalNetwork;

/**
 * Kills and stops the experts of a network, one after the other as a seed says, and heals them all
 * at the end. At least one is up at any time; the launcher starts again what was killed.
 */
final class Harm implements Runnable {

  private static final Duration BACK = Duration.ofMinutes(2);

  /** Longer than an expert keeps a session that is silent: sixty seconds. */
  private static final Duration FREED = Duration.ofSeconds(90);

  private final EvalNetwork network;
  private final HttpClient http;
  private final SplittableRandom random;
  private final int changes;
  private final Map<String, Integer> experts;
  private final Set<String> stopped = new HashSet<>();
  private volatile boolean over;
  private int kills;
  private int stops;

  Harm(EvalNetwork network, HttpClient http, SplittableRandom random, int changes) {
    this.network = network;
    this.http = http;
    this.random = random;
    this.changes = changes;
    this.experts = network.expertPorts();
  }

  int kills() {
    return kills;
  }

  int stops() {
    return stops;
  }

  /** Whether all is done and healed, or no more is to be done. */
  boolean isOver() {
    return over;
  }

  /** No more of it: something has failed already. */
  void end() {
    over = true;
  }

  @Override
  public void run() {
    List<String> names = experts.keySet().stream().sorted().toList();
    try {
      for (int i = 0; i < changes && !over; i++) {
        Thread.sleep(random.nextInt(1_000, 4_000));
        change(names.get(random.nextInt(names.size())), random.nextBoolean());
      }
      Set.copyOf(stopped).forEach(this::goesOn);
      for (String name : names) {
        until(BACK, "The expert " + name + " did not come back.", () -> over || isUp(name));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Set.copyOf(stopped).forEach(this::goesOn);
      over = true;
    }
  }

  private void change(String expert, boolean kill) {
    if (stopped.contains(expert)) {
      goesOn(expert);
    } else if (isUp(expert) && experts.keySet().stream().filter(this::isUp).count() > 1) {
      if (kill) {
        Objects.requireNonNull(network.processes().get(expert)).destroyForcibly();
        kills++;
      } else {
        Signal.STOP.send(Objects.requireNonNull(network.processes().get(expert)));
        stopped.add(expert);
        stops++;
      }
    }
  }

  private void goesOn(String expert) {
    ProcessHandle process = network.processes().get(expert);
    if (process != null) {
      Signal.CONTINUE.send(process);
    }
    stopped.remove(expert);
  }

  private boolean isUp(String expert) {
    return !stopped.contains(expert) && get(expert, "/q/health/ready");
  }

  private boolean get(String expert, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(address(expert).resolve(path))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private URI address(String expert) {
    return URI.create("http://127.0.0.1:" + experts.get(expert));
  }

  /**
   * Fails if an expert holds a session for good. Those given up while it was stopped may stay until
   * it ends them itself: a cancellation that arrives together with the opening is lost on its way
   * through the server.
   *
   * @return seconds until the last session was gone
   */
  double leavesNoSession() {
    long started = System.nanoTime();
    for (String expert : experts.keySet()) {
      until(
          FREED,
          "The expert " + expert + " still holds sessions.",
          () -> Metrics.of(http, address(expert)).count("witan_sessions") == 0);
    }
    return (System.nanoTime() - started) / 1e9;
  }

  private interface Condition {
    boolean holds();
  }

  private static void until(Duration within, String otherwise, Condition condition) {
    long deadline = System.nanoTime() + within.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new Failure(otherwise);
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Failure("Interrupted: " + otherwise, e);
      }
    }
  }
}
