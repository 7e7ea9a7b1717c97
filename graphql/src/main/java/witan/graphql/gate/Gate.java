package witan.graphql.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import witan.protocol.Json;
import witan.protocol.gate.EmbedReply;
import witan.protocol.gate.EmbedRequest;
import witan.protocol.gate.GateReply;
import witan.protocol.gate.GateRequest;

/**
 * Client of the functions. Calls block and belong on a virtual thread.
 *
 * <p>Both functions only read, so a call that fails before the deadline is tried once more within
 * what is left of it.
 */
@ApplicationScoped
public class Gate {

  private static final int ATTEMPTS = 2;

  private final URI base;
  private final Duration deadline;
  private final HttpClient http;
  private final GateWatch watch;

  @Inject
  public Gate(
      @ConfigProperty(name = "witan.functions.url") URI base,
      @ConfigProperty(name = "witan.functions.deadline", defaultValue = "2S") Duration deadline,
      GateWatch watch) {
    this.base = base;
    this.watch = watch;
    this.deadline = deadline;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(deadline)
            .build();
  }

  /** Nobody watches. */
  public Gate(URI base, Duration deadline) {
    this(base, deadline, GateWatch.none());
  }

  /** Whom to ask. An empty list of candidates is an answer, not an error. */
  public GateReply route(GateRequest request) throws InterruptedException {
    return post("/gate", request, GateReply.class, deadline);
  }

  /** Embeds texts with the model of this name; the deadline grows with their number. */
  public EmbedReply embed(List<String> texts, String model) throws InterruptedException {
    Duration enough = deadline.plusMillis(50L * texts.size());
    EmbedReply reply = post("/embed", new EmbedRequest(texts, model), EmbedReply.class, enough);
    if (reply.embeddings().length != texts.size()) {
      throw new GateException(503, "the embedding function sent an unusable answer; try again");
    }
    return reply;
  }

  private <T> T post(String path, Object body, Class<T> type, Duration within)
      throws InterruptedException {
    byte[] bytes;
    try {
      bytes = Json.mapper().writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("request for " + path + " is not JSON", e);
    }
    long until = System.nanoTime() + within.toNanos();
    GateException last = new GateException(503, "the gate did not answer in time; try again");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Duration left = Duration.ofNanos(until - System.nanoTime());
      if (!left.isPositive()) {
        break;
      }
      HttpRequest.Builder request =
          HttpRequest.newBuilder(base.resolve(path))
              .timeout(left)
              .header("Content-Type", "application/json")
              .header("Accept", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
      try {
        HttpResponse<byte[]> response =
            watch.sent(
                path, request, ready -> http.send(ready, HttpResponse.BodyHandlers.ofByteArray()));
        if (response.statusCode() / 100 == 2) {
          return Json.mapper().readValue(response.body(), type);
        }
        last = refused(response);
        if (response.statusCode() < 500) {
          throw last;
        }
      } catch (HttpTimeoutException e) {
        break;
      } catch (JsonProcessingException e) {
        last = new GateException(503, "the gate sent an unusable answer; try again");
      } catch (IOException e) {
        last = new GateException(503, "the gate can't be reached; try again");
      }
    }
    throw last;
  }

  private GateException refused(HttpResponse<byte[]> response) {
    String detail = "";
    try {
      JsonNode problem = Json.mapper().readTree(response.body());
      detail = problem == null ? "" : problem.path("detail").asText("");
    } catch (IOException e) {
      // The status alone must do.
    }
    int status = response.statusCode();
    if (status / 100 == 4 && !detail.isEmpty()) {
      return new GateException(status, detail);
    }
    return new GateException(503, "the gate is not available (status " + status + "); try again");
  }
}
