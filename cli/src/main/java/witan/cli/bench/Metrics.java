package witan.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import witan.cli.Failure;

/** What a service says of itself, in the text format of Prometheus. */
record Metrics(List<String> lines) {

  static Metrics of(HttpClient http, URI service) {
    HttpRequest request =
        HttpRequest.newBuilder(service.resolve("/q/metrics"))
            .timeout(Duration.ofSeconds(10))
            .build();
    try {
      return new Metrics(
          http.send(request, HttpResponse.BodyHandlers.ofString()).body().lines().toList());
    } catch (IOException e) {
      throw new Failure("No metrics from " + service + ": " + Failure.reason(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted while metrics came.", e);
    }
  }

  /** The value of a gauge without labels. */
  int count(String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> (int) Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new Failure("There is no metric " + name + "."));
  }

  /** The sum of a metric's values with this label; 0 if there is none. */
  double sum(String name, String label) {
    return lines.stream()
        .filter(line -> line.startsWith(name + "{") && line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
