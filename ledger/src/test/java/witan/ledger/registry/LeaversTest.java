package witan.ledger.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that don't wait for what they asked for. */
@QuarkusTest
@QuarkusTestResource(Postgres.class)
class LeaversTest {

  private static final String KEY = "Bearer key-of-the-tests";
  private static final int LEAVERS = 2_000;
  private static final int STAYERS = 32;
  private static final int LONGEST_STAY_NANOS = 40_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TestHTTPResource URI ledger = URI.create("http://127.0.0.1");

  /** As Hibernate Reactive was known to lose them: CVE-2025-14969. */
  @ParameterizedTest
  @ValueSource(strings = {"/network/experts", "/gate/versions", "/network", "/blocks"})
  void whoeverLeavesTakesNoConnectionToTheDatabaseAlong(String path) throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient client = HttpClient.newHttpClient()) {
      List<Callable<Void>> leavers = new ArrayList<>();
      for (int i = 0; i < LEAVERS; i++) {
        int stay = random.nextInt(LONGEST_STAY_NANOS);
        leavers.add(() -> {
          askAndLeave(path, stay);
          return null;
        });
      }
      for (Future<Void> left : threads.invokeAll(leavers)) {
        left.get();
      }

      HttpRequest asked =
          HttpRequest.newBuilder(ledger.resolve(path))
              .header("Authorization", KEY)
              .timeout(PATIENCE)
              .build();
      List<Callable<Integer>> stayers =
          Collections.nCopies(
              STAYERS, () -> client.send(asked, BodyHandlers.discarding()).statusCode());
      for (Future<Integer> status : threads.invokeAll(stayers)) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
  }

  private void askAndLeave(String path, int stayNanos) throws IOException, InterruptedException {
    try (Socket socket = new Socket(ledger.getHost(), ledger.getPort())) {
      socket.setSoLinger(true, 0);
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: ledger\r\nAuthorization: " + KEY + "\r\n\r\n")
                  .getBytes(US_ASCII));
      Thread.sleep(Duration.ofNanos(stayNanos));
    }
  }
}
