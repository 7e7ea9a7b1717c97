package witan.cli.network;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Whether a part answers. */
@FunctionalInterface
public interface Probe {
  /** How long one question may take. */
  Duration PATIENCE = Duration.ofSeconds(2);

  boolean ready() throws IOException, InterruptedException;

  /** Ready when a GET of this address is answered with 200. */
  static Probe http(HttpClient client, URI address) {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
    return () -> client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
  }
}
