package witan.graphql.upstream;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Calls to upstreams. They block and belong on a virtual thread; interrupted, they are broken off.
 */
@ApplicationScoped
public class UpstreamCalls {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** A long prompt on a slow machine is read for a while before anything comes. */
  private static final Duration FIRST_BYTE = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  /**
   * Posts a body; the reply's pieces come as they arrive, none later than a deadline after the one
   * before.
   *
   * @param path below the upstream's address, such as {@code /chat/completions}
   * @throws IOException when it can't be reached, or does not begin to answer in time
   */
  public Reply post(Upstream upstream, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(upstream.at(path))
            .timeout(FIRST_BYTE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (upstream.key() != null) {
      request.header("Authorization", "Bearer " + upstream.key());
    }
    HttpResponse<Pieces> response = http.send(request.build(), begun -> new Pieces());
    return new Reply(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse("application/json"),
        response.body());
  }

  /**
   * The beginning of a reply.
   *
   * @param pieces the rest; to be closed
   */
  public record Reply(int status, String type, Pieces pieces) implements AutoCloseable {

    /** Whether it is a stream of events. */
    public boolean isStream() {
      return type.startsWith("text/event-stream");
    }

    @Override
    public void close() {
      pieces.close();
    }
  }
}
