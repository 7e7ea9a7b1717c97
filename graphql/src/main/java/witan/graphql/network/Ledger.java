package witan.graphql.network;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import witan.protocol.Json;

/** Calls to the ledger, with a deadline. They block and belong on a virtual thread. */
@ApplicationScoped
public class Ledger {

  private static final Logger LOG = Logger.getLogger(Ledger.class);

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

  /**
   * Asks for something and reads it.
   *
   * @param unknown the sentence for what there is not
   * @throws LedgerException when there is no such thing, or the ledger can't be asked
   */
  public <T> T read(String path, Class<T> type, String unknown) throws InterruptedException {
    try {
      HttpResponse<byte[]> response =
          send("GET", path, new byte[0], Map.of("Accept", "application/json"));
      if (response.statusCode() == 404) {
        throw new LedgerException(LedgerException.Kind.UNKNOWN, unknown);
      }
      if (response.statusCode() == 200) {
        return Json.read(new String(response.body(), StandardCharsets.UTF_8), type);
      }
      LOG.warnf("the ledger answers %s with status %d", path, response.statusCode());
    } catch (IOException | IllegalArgumentException e) {
      LOG.warnf("the ledger does not answer %s: %s", path, e.getMessage());
    }
    throw new LedgerException(
        LedgerException.Kind.UNREACHABLE, "The ledger can't be reached; try again.");
  }
}
