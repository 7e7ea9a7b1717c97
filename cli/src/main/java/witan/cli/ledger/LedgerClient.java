package witan.cli.ledger;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.network.RunningNetwork;
import witan.protocol.Json;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.key.ServiceKey;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.ledger.NodeInfo;
import witan.protocol.ledger.Receipt;
import witan.protocol.ledger.SignedCommand;

/** A ledger, asked and told over HTTP; whatever goes wrong is a {@link Failure}. */
public final class LedgerClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int ATTEMPTS = 3;
  private static final int BUSY = 503;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String url;
  private final Optional<String> authorization;

  private LedgerClient(String url, Optional<String> authorization) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.authorization = authorization;
  }

  /** The ledger at an address. */
  public static LedgerClient at(String url) {
    return new LedgerClient(url, Optional.empty());
  }

  /** The ledger of the running network. */
  public static LedgerClient of(GlobalOptions options) {
    return at(RunningNetwork.ledger(options));
  }

  /** Likewise, for its owner, who has its service key. */
  public static LedgerClient ofOwner(GlobalOptions options) {
    // First, so that no key is made where no network runs.
    String url = RunningNetwork.ledger(options);
    String key = new ServiceKey(options.home().secret("service-key")).header();
    return new LedgerClient(url, Optional.of(key));
  }

  public LedgerInfo info() {
    return find("/ledger", LedgerInfo.class).orElseThrow(this::noLedger);
  }

  public AccountInfo account(Coldkey coldkey) {
    return find("/accounts/" + coldkey.address(), AccountInfo.class).orElseThrow(this::noLedger);
  }

  /** What the ledger knows of a hotkey, if anybody registered it. */
  public Optional<NodeInfo> node(Hotkey hotkey) {
    return find("/nodes/" + hotkey, NodeInfo.class);
  }

  /** The receipt of a command, if it was done. */
  public Optional<Receipt> receipt(Coldkey coldkey, UUID id) {
    return find("/commands/" + coldkey.address() + "/" + id, Receipt.class);
  }

  /** What stands at a path of a subnet. */
  public <T> T ofSubnet(int netuid, String path, Class<T> type) {
    return find("/subnets/" + netuid + path, type)
        .orElseThrow(() -> new Failure(noSubnet(netuid, info())));
  }

  /** The sentence for a subnet that there is not. */
  public static String noSubnet(int netuid, LedgerInfo info) {
    String known =
        info.subnets().stream()
            .map(subnet -> subnet.netuid() + " (" + subnet.name() + ")")
            .collect(Collectors.joining(", "));
    return "There is no subnet " + netuid + " on this ledger; there are " + known + ".";
  }

  /** What stands at a path, if anything does. */
  public <T> Optional<T> find(String path, Class<T> type) {
    return text(path).map(body -> read(body, type));
  }

  /** Likewise, as it is. */
  public Optional<String> text(String path) {
    HttpResponse<String> response = answer(request(path).GET().build());
    return response.statusCode() == 404 ? Optional.empty() : Optional.of(body(response));
  }

  /** Puts something at a path. */
  public void put(String path, Object value) {
    stored(path, value);
  }

  /** Likewise, and reads what came of it. */
  public <T> T put(String path, Object value, Class<T> type) {
    return read(stored(path, value), type);
  }

  private String stored(String path, Object value) {
    return body(
        answer(
            request(path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(Json.write(value)))
                .build()));
  }

  /** Takes away what stands at a path, and reads what came of it. */
  public <T> T delete(String path, Class<T> type) {
    return read(body(answer(request(path).DELETE().build())), type);
  }

  /**
   * Has a command done. It is sent again where no answer came: under its id it is done once.
   *
   * @param unknown what to do where nobody knows whether it was done, a sentence
   * @throws Failure if it was refused, or nobody knows; the message says which
   */
  public Receipt post(SignedCommand command, String unknown) {
    HttpRequest request =
        request("/commands")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.write(command)))
            .build();
    for (int attempt = 1; ; attempt++) {
      try {
        HttpResponse<String> response = send(request);
        if (response.statusCode() < 500 || attempt == ATTEMPTS) {
          return read(body(response), Receipt.class);
        }
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new Failure(
              "The ledger at %s did not answer, so it is not known whether this was done. %s"
                  .formatted(url, unknown),
              e);
        }
      }
      pause();
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
    authorization.ifPresent(key -> request.header("Authorization", key));
    return request;
  }

  /** The answer to what can be asked again. */
  private HttpResponse<String> answer(HttpRequest request) {
    for (int attempt = 1; ; attempt++) {
      try {
        HttpResponse<String> response = send(request);
        if (response.statusCode() != BUSY || attempt == ATTEMPTS) {
          return response;
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

  private static String body(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw refused(response);
    }
    return response.body();
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

  /** The sentence for an address without a ledger. */
  public Failure noLedger() {
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
