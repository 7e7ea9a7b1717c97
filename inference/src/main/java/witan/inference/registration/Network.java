package witan.inference.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import witan.protocol.Json;
import witan.protocol.network.Gateway;
import witan.protocol.signature.SignedMessage;

/** The network's registry, as an expert uses it. Every call has a deadline. */
@ApplicationScoped
public class Network {

  private static final Duration DEADLINE = Duration.ofSeconds(3);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(DEADLINE).build();
  private final String url;

  Network(@ConfigProperty(name = "witan.network.url") URI url) {
    this.url = url.toString().replaceAll("/+$", "");
  }

  /**
   * Sends a signed message to {@code path}.
   *
   * @return the HTTP status
   * @throws IOException if the network does not answer in time
   */
  int post(String path, SignedMessage message) throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(message)))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /**
   * The gateways that the network knows.
   *
   * @throws IOException if the network does not answer in time, or not with a list
   */
  public List<Gateway> gateways() throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request("/network/gateways").GET().build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("the network answered " + response.statusCode());
    }
    try {
      return List.of(Json.mapper().readValue(response.body(), Gateway[].class));
    } catch (JsonProcessingException e) {
      throw new IOException("the network's list of gateways cannot be read", e);
    }
  }

  /** Where the network is. */
  String url() {
    return url;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(DEADLINE);
  }
}
