package witan.cli.wallet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.network.RunningNetwork;
import witan.protocol.Json;
import witan.protocol.key.Coldkey;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.ledger.Receipt;
import witan.protocol.ledger.SignedCommand;

/** The ledger of the running network, asked and told over HTTP. */
final class LedgerClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int ATTEMPTS = 3;
  private static final int BUSY = 503;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String url;

  LedgerClient(GlobalOptions options) {
    this.url = RunningNetwork.ledger(options);
  }

  LedgerInfo info() {
    return read(get("/ledger").orElseThrow(this::noLedger), LedgerInfo.class);
  }

  AccountInfo account(Coldkey coldkey) {
    return read(
        get("/accounts/" + coldkey.address()).orElseThrow(this::noLedger), AccountInfo.class);
  }

  /** The receipt of a command, if it was done. */
  Optional<Receipt> receipt(Coldkey coldkey, UUID id) {
    return get("/commands/" + coldkey.address() + "/" + id).map(body -> read(body, Receipt.class));
  }

  /**
   * Has a command done. It is sent again where no answer came: under its id it is done once.
   *
   * @throws Failure if it was refused, or nobody knows; the message says which
   */
  Receipt post(SignedCommand command) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/commands"))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.write(command)))
            .build();
    for (int attempt = 1; ; attempt++) {
      try {
        HttpResponse<String> response = send(request);
        if (response.statusCode() == 200) {
          return read(response.body(), Receipt.class);
        }
        if (response.statusCode() < 500 || attempt == ATTEMPTS) {
          throw refused(response);
        }
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new Failure(
              ("The ledger at %s did not answer, so it is not known whether this was done. Say it"
                      + " again with --id %s: then it is done once.")
                  .formatted(url, command.command().id()),
              e);
        }
      }
      pause();
    }
  }

  private Optional<String> get(String path) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).build();
    for (int attempt = 1; ; attempt++) {
      try {
        HttpResponse<String> response = send(request);
        switch (response.statusCode()) {
          case 200:
            return Optional.of(response.body());
          case 404:
            return Optional.empty();
          default:
            if (response.statusCode() != BUSY || attempt == ATTEMPTS) {
              throw refused(response);
            }
        }
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new Failure(
              "The ledger at " + url + " does not answer. ./witan status says what runs.", e);
        }
      }
      pause();
    }
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static Failure interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new Failure("Interrupted before the ledger had answered.", e);
  }

  private static Failure refused(HttpResponse<String> response) {
    try {
      var problem = Json.mapper().readTree(response.body());
      String title = problem.path("title").asText("");
      String detail = problem.path("detail").asText("");
      if (!title.isEmpty() || !detail.isEmpty()) {
        return new Failure(
            "Refused: " + title + (title.isEmpty() || detail.isEmpty() ? "" : ". ") + detail);
      }
    } catch (IOException notAProblem) {
      // Said below without its words.
    }
    return new Failure("The ledger answered " + response.statusCode() + ".");
  }

  private Failure noLedger() {
    return new Failure("At " + url + " there is no ledger.");
  }

  private <T> T read(String json, Class<T> type) {
    try {
      return Json.read(json, type);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          "What the ledger at " + url + " answered can't be read: " + Failure.reason(e) + ".", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
