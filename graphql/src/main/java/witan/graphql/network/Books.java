package witan.graphql.network;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import witan.protocol.Json;

/**
 * What this operator's ledger service keeps for this operator's gateways alone. Calls block and
 * belong on a virtual thread. All of them may be repeated, and are, once.
 */
@ApplicationScoped
public class Books {

  private static final byte[] NO_BODY = {};
  private static final String URN = "urn:witan:problem:";
  private static final int ATTEMPTS = 2;

  private final Ledger ledger;
  private final Map<String, String> headers;

  @Inject
  public Books(
      Ledger ledger, @ConfigProperty(name = "witan.service-key") Optional<String> serviceKey) {
    this.ledger = ledger;
    this.headers =
        Map.of("Accept", "application/json", "Authorization", "Bearer " + serviceKey.orElse(""));
  }

  /**
   * Why the books would not do it.
   *
   * @param code such as {@code ESCROW_EMPTY}; empty if it has no name
   * @param sentence for people
   */
  public record Refused(String code, String sentence) {}

  /**
   * What is found there; empty if nothing is.
   *
   * @throws IOException if the books can't be asked
   */
  public <T> Optional<T> find(String path, Class<T> type) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = send("GET", path, NO_BODY);
    return response.statusCode() == 404 ? Optional.empty() : Optional.of(read(response, type));
  }

  /**
   * Has something written down.
   *
   * @return why it was not; empty if it was
   * @throws IOException if nobody knows whether it was
   */
  public Optional<Refused> put(String path, Object content)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        send("PUT", path, Json.write(content).getBytes(StandardCharsets.UTF_8));
    return response.statusCode() / 100 == 2 ? Optional.empty() : Optional.of(refused(response));
  }

  /**
   * Has something done that may be done again.
   *
   * @throws IOException if nobody knows whether it was
   */
  public <T> T post(String path, Class<T> type) throws IOException, InterruptedException {
    return read(send("POST", path, NO_BODY), type);
  }

  private HttpResponse<byte[]> send(String method, String path, byte[] body)
      throws IOException, InterruptedException {
    IOException last = new IOException("was not asked");
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        HttpResponse<byte[]> response = ledger.send(method, path, body, headers);
        if (response.statusCode() < 500) {
          return response;
        }
        last = new IOException("status " + response.statusCode());
      } catch (IOException e) {
        last = e;
      }
    }
    throw new IOException("the books do not answer: " + last, last);
  }

  private static <T> T read(HttpResponse<byte[]> response, Class<T> type) throws IOException {
    if (response.statusCode() != 200) {
      throw new IOException("status " + response.statusCode());
    }
    try {
      return Json.read(new String(response.body(), StandardCharsets.UTF_8), type);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Refused refused(HttpResponse<byte[]> response) {
    String code = "";
    String sentence = "status " + response.statusCode();
    try {
      JsonNode problem = Json.mapper().readTree(response.body());
      String type = problem.path("type").asText("");
      if (type.startsWith(URN)) {
        code = type.substring(URN.length()).replace('-', '_').toUpperCase(Locale.ROOT);
      }
      sentence = problem.path("detail").asText(sentence);
    } catch (IOException e) {
      // The status alone must do.
    }
    return new Refused(code, sentence);
  }
}
