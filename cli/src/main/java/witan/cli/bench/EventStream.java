package witan.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import witan.cli.Failure;
import witan.cli.Json;

/** Answers that come as server-sent events, as a client reads them. */
final class EventStream {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final String DATA = "data: ";

  private EventStream() {}

  /**
   * Posts a request and hands on each event as it comes.
   *
   * @throws Failure if there is no answer, or it is a refusal
   */
  static void read(HttpClient http, URI address, ObjectNode body, Consumer<JsonNode> event) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(LONGEST)
            .header("Content-Type", "application/json")
            .header("Accept", "text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    try {
      HttpResponse<Stream<String>> response =
          http.send(request, HttpResponse.BodyHandlers.ofLines());
      try (Stream<String> lines = response.body()) {
        if (response.statusCode() != 200) {
          throw new Failure(address + " answered with status " + response.statusCode() + ".");
        }
        for (String line : (Iterable<String>) lines::iterator) {
          if (line.startsWith(DATA + "{")) {
            event.accept(Json.MAPPER.readTree(line.substring(DATA.length())));
          }
        }
      }
    } catch (IOException e) {
      throw new Failure("No answer from " + address + ": " + Failure.reason(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted while an answer came.", e);
    }
  }
}
