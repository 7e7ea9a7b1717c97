package witan.cli.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import witan.cli.Failure;
import witan.cli.Json;

/** The experts that a gateway knows of. */
final class GatewayExperts {

  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration NOTICED = Duration.ofSeconds(10);
  private static final String QUERY = "{\"query\":\"{experts(first:100){edges{node{name}}}}\"}";

  private final HttpClient http;
  private final String gateway;

  GatewayExperts(HttpClient http, String gateway) {
    this.http = http;
    this.gateway = gateway;
  }

  /** The names of all of them, those that are down included. */
  Set<String> names() throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(gateway + "/graphql"))
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(QUERY))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode edges = Json.MAPPER.readTree(response.body()).at("/data/experts/edges");
    if (!edges.isArray()) {
      throw new Failure("The gateway at " + gateway + " lists no experts.");
    }
    return edges
        .valueStream()
        .map(edge -> edge.at("/node/name").asText())
        .collect(Collectors.toSet());
  }

  /** Waits until the gateway lists an expert of this name, or lists none; false if it does not. */
  boolean await(String name, boolean listed) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + NOTICED.toNanos();
    while (names().contains(name) != listed) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(100);
    }
    return true;
  }
}
