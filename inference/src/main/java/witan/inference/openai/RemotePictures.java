package witan.inference.openai;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import witan.openai.ApiException;
import witan.openai.PictureSource;
import witan.openai.Pictures;

/**
 * Fetches pictures by their address, for a service that does not want to be the way into its own
 * network.
 *
 * <p>The connection goes to the very address that was checked, so that a name cannot mean one host
 * when it is checked and another when it is called; each redirect is checked anew.
 */
final class RemotePictures implements PictureSource {

  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int MOST_REDIRECTS = 3;

  private final HttpClient http;
  private final Predicate<InetAddress> allowed;

  /** {@code allowed} says of each address whether it may be called. */
  RemotePictures(Vertx vertx, Predicate<InetAddress> allowed) {
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) DEADLINE.toMillis())
                .setKeepAlive(false)
                .setDecompressionSupported(false));
    this.allowed = allowed;
  }

  @Override
  public byte[] fetch(String param, String url) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    URI at = uri(param, url);
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      Answer answer = get(param, at, end);
      if (answer.location() == null) {
        return answer.body();
      }
      at = uri(param, at.resolve(answer.location()).toString());
    }
    throw refused(param, "its address leads on more than %d times".formatted(MOST_REDIRECTS));
  }

  private record Answer(byte[] body, @Nullable String location) {}

  private Answer get(String param, URI at, long end) {
    boolean secure = at.getScheme().equals("https");
    int port = at.getPort() >= 0 ? at.getPort() : secure ? 443 : 80;
    String path = at.getRawPath() == null || at.getRawPath().isEmpty() ? "/" : at.getRawPath();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setServer(SocketAddress.inetSocketAddress(port, address(param, at).getHostAddress()))
            .setHost(at.getHost())
            .setPort(port)
            .setSsl(secure)
            .setURI(at.getRawQuery() == null ? path : path + "?" + at.getRawQuery());
    Future<Answer> answer =
        http.request(options)
            .compose(request -> request.send())
            .compose(response -> read(param, response));
    try {
      return answer
          .toCompletionStage()
          .toCompletableFuture()
          .get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ApiException known) {
        throw known;
      }
      throw refused(param, "its address does not answer");
    } catch (TimeoutException e) {
      throw refused(param, "its address does not answer within " + DEADLINE.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("The service is stopping.");
    }
  }

  private static Future<Answer> read(String param, HttpClientResponse response) {
    String location = response.getHeader(HttpHeaders.LOCATION);
    if (response.statusCode() / 100 == 3 && location != null) {
      response.request().connection().close();
      return Future.succeededFuture(new Answer(new byte[0], location));
    }
    if (response.statusCode() != 200) {
      response.request().connection().close();
      return Future.failedFuture(
          refused(param, "its address answers with status " + response.statusCode()));
    }
    Promise<Answer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response
        .handler(piece -> {
          body.appendBuffer(piece);
          if (body.length() > Pictures.MOST_BYTES) {
            response.request().connection().close();
            whole.tryFail(
                refused(param, "it has more than %,d bytes".formatted(Pictures.MOST_BYTES)));
          }
        })
        .exceptionHandler(whole::tryFail)
        .endHandler(done -> whole.tryComplete(new Answer(body.getBytes(), null)));
    return whole.future();
  }

  private InetAddress address(String param, URI at) {
    try {
      InetAddress[] addresses = InetAddress.getAllByName(at.getHost());
      for (InetAddress address : addresses) {
        if (!allowed.test(address)) {
          throw refused(param, "its address is not public");
        }
      }
      return addresses[0];
    } catch (UnknownHostException e) {
      throw refused(param, "its host is not known");
    }
  }

  private static URI uri(String param, String url) {
    try {
      URI uri = URI.create(url);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw refused(param, "its address is not a plain http or https one");
  }

  private static ApiException refused(String param, String why) {
    return ApiException.invalid(
        param,
        "invalid_image",
        "Invalid '%s': the picture cannot be fetched: %s. Send it as data:image/png;base64,… ."
            .formatted(param, why));
  }
}
