package witan.graphql.network;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Calls to the ledger, with a deadline. They block and belong on a virtual thread. */
@ApplicationScoped
public class Ledger {

  private final URI base;
  private final Duration deadline;
  private final HttpClient http;

  @Inject
  public Ledger(
      @ConfigProperty(name = "witan.ledger.url") URI base,
      @ConfigProperty(name = "witan.ledger.deadline", defaultValue = "3S") Duration deadline) {
    this.base = base;
    this.deadline = deadline;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(deadline)
            .build();
  }

  /**
   * Sends a request on; whatever the ledger says is the answer.
   *
   * @throws IOException when it can't be reached or does not answer in time
   */
  public HttpResponse<byte[]> send(
      String method, String path, byte[] body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(deadline)
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (body.length > 0) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
