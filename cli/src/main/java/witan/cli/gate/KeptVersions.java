package witan.cli.gate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.network.RunningNetwork;
import witan.protocol.gate.ActiveGate;
import witan.protocol.gate.GateVersion;
import witan.protocol.key.ServiceKey;

/** The versions of the gate that the ledger of the running network keeps. */
final class KeptVersions implements AutoCloseable {

  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI ledger;
  private final String authorization;

  /** Of the network that runs in the options' home, whose owner alone has its key. */
  KeptVersions(GlobalOptions options) {
    ledger = URI.create(RunningNetwork.ledger(options));
    authorization = new ServiceKey(options.home().secret("service-key")).header();
  }

  /** All of them, the latest first. */
  List<GateVersion> all() {
    String answer = send("GET", "/gate/versions", BodyPublishers.noBody());
    try {
      return List.of(witan.protocol.Json.read(answer, GateVersion[].class));
    } catch (IllegalArgumentException e) {
      throw new Failure("The ledger's list of versions can't be read: " + Failure.reason(e), e);
    }
  }

  /** Makes the gate go by a version; by nothing learned if it is null. */
  void activate(@Nullable String version) {
    String wish = witan.protocol.Json.write(new ActiveGate(version));
    send("PUT", "/gate/active", BodyPublishers.ofString(wish));
  }

  private String send(String method, String path, BodyPublisher body) {
    HttpRequest request =
        HttpRequest.newBuilder(ledger.resolve(path))
            .timeout(ANSWER)
            .header("Authorization", authorization)
            .header("Content-Type", "application/json")
            .method(method, body)
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new Failure(
            "The ledger refused (status %d): %s"
                .formatted(response.statusCode(), detail(response.body())));
      }
      return response.body();
    } catch (IOException e) {
      throw new Failure(
          "The ledger at " + ledger + " does not answer. ./witan status says what runs.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted before the ledger had answered.", e);
    }
  }

  private static String detail(String problem) {
    try {
      JsonNode json = Json.MAPPER.readTree(problem);
      return json.path("detail").asText("it did not say why");
    } catch (IOException e) {
      return "it did not say why";
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
