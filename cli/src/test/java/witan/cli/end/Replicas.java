package witan.cli.end;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import witan.accounting.replay.DifferenceException;
import witan.accounting.replay.Replay;
import witan.protocol.Json;
import witan.protocol.key.Coldkey;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.BlockContent;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.ledger.Receipt;
import witan.protocol.ledger.SignedCommand;

/** A ledger's replicas as a client has them: where the one does not answer, the next is asked. */
final class Replicas {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration ONE_CALL = Duration.ofSeconds(10);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final List<URI> urls;

  /** The one that answered last. */
  private volatile int current;

  Replicas(List<URI> urls) {
    this.urls = List.copyOf(urls);
  }

  /** The same, of which another one is asked first. */
  Replicas from(int first) {
    List<URI> turned = new ArrayList<>(urls);
    Collections.rotate(turned, -first);
    return new Replicas(turned);
  }

  LedgerInfo info() throws InterruptedException {
    return get("/ledger", LedgerInfo.class);
  }

  long free(Coldkey coldkey) throws InterruptedException {
    return get("/accounts/" + coldkey, AccountInfo.class).free().value();
  }

  /** Sends one command again and again until it is answered. */
  Receipt post(SignedCommand command) throws InterruptedException {
    String body = Json.write(command);
    return Json.read(
        answer("/commands", "POST", HttpRequest.BodyPublishers.ofString(body)), Receipt.class);
  }

  <T> T get(String path, Class<T> type) throws InterruptedException {
    return Json.read(answer(path, "GET", HttpRequest.BodyPublishers.noBody()), type);
  }

  /** All blocks that are closed and hashed; each follows from those before. */
  List<BlockContent> verifiedBlocks() throws InterruptedException, DifferenceException {
    long height = info().height();
    Replay replay =
        new Replay(answer("/ledger/genesis", "GET", HttpRequest.BodyPublishers.noBody()));
    List<BlockContent> blocks = new ArrayList<>();
    for (long h = 1; h < height; h++) { // the last one may not be hashed yet
      BlockContent block = get("/blocks/" + h + "/content", BlockContent.class);
      replay.next(block);
      blocks.add(block);
    }
    assertThat(replay.height()).isEqualTo(height - 1).isPositive();
    return blocks;
  }

  private String answer(String path, String method, HttpRequest.BodyPublisher body)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      int asked = current;
      HttpRequest request =
          HttpRequest.newBuilder(urls.get(asked).resolve(path))
              .timeout(ONE_CALL)
              .header("content-type", "application/json")
              .method(method, body)
              .build();
      try {
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          return response.body();
        }
        assertThat(response.statusCode()).as(path + ": " + response.body()).isGreaterThan(499);
      } catch (IOException e) {
        // Killed meanwhile: whether it was done is not known.
      }
      assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
      current = (asked + 1) % urls.size();
      Thread.sleep(50);
    }
  }
}
