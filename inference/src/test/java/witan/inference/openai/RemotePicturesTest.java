package witan.inference.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.openai.ApiException;
import witan.openai.Pictures;
import witan.protocol.address.PublicAddress;

class RemotePicturesTest {

  private static final byte[] PICTURE = {'G', 'I', 'F', '8', '9', 'a'};
  private static final Vertx VERTX = Vertx.vertx();

  private static HttpServer server;
  private static String base;

  @BeforeAll
  static void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    base = "http://127.0.0.1:" + server.getAddress().getPort();
    answer("/picture.gif", 200, "", PICTURE);
    answer("/moved", 302, "/picture.gif", new byte[0]);
    answer("/circle", 302, "/circle", new byte[0]);
    answer(
        "/inside",
        302,
        "http://localhost:" + server.getAddress().getPort() + "/picture.gif",
        new byte[0]);
    answer("/file", 302, "file:///etc/passwd", new byte[0]);
    answer("/gone", 404, "", new byte[0]);
    answer("/large", 200, "", new byte[Pictures.MOST_BYTES + 1]);
    server.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop(0);
    VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/picture.gif", "/moved"})
  void aPictureIsFetchedAlsoWhereItsAddressLeads(String path) {
    assertThat(new RemotePictures(VERTX, address -> true).fetch("p", base + path))
        .isEqualTo(PICTURE);
  }

  @ParameterizedTest
  @CsvSource({
    "/circle, more than 3 times",
    "/file, not a plain http or https one",
    "/gone, status 404",
    "/large, 'more than 4,194,304 bytes'"
  })
  void whatCannotBeHadIsRefusedWithASentence(String path, String why) {
    assertThatThrownBy(() -> new RemotePictures(VERTX, address -> true).fetch("p", base + path))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aRedirectIntoTheOwnNetworkIsNotFollowed() throws Exception {
    // Stands for a public host that leads to a private one: only the first address is allowed.
    boolean[] called = {false};
    RemotePictures pictures =
        new RemotePictures(
            VERTX,
            address -> {
              boolean first = !called[0];
              called[0] = true;
              return first;
            });

    assertThatThrownBy(() -> pictures.fetch("p", base + "/inside"))
        .hasMessageContaining("not public");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/a.png",
        "http://localhost/a.png",
        "http://[::1]/a.png",
        "http://10.0.0.1/a.png",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/a.png",
        "http://2130706433/a.png",
        "http://[::ffff:127.0.0.1]/a.png",
        "http://user@example.org/a.png",
        "ftp://example.org/a.png",
        "file:///etc/passwd",
        "http:///a.png",
        "::"
      })
  void nothingInsideIsCalled(String url) {
    assertThatThrownBy(() -> new RemotePictures(VERTX, PublicAddress::is).fetch("p", url))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("the picture cannot be fetched");
  }

  private static void answer(String path, int status, String location, byte[] body) {
    server.createContext(
        path,
        exchange -> {
          if (!location.isEmpty()) {
            exchange.getResponseHeaders().add("Location", location);
          }
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }
}
