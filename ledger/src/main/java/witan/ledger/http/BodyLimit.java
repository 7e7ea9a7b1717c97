package witan.ledger.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import witan.protocol.Json;

/** Refuses a body by its announced length, before a byte of it is read; it has to have one. */
final class BodyLimit {

  /** In bytes. A registration with 16 profile vectors has some 80,000. */
  static final long MAX_BYTES = 1_500_000;

  private static final int BEFORE_ALL_ELSE = -10_000;

  private static final Set<HttpMethod> WITH_BODY =
      Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

  void install(@Observes Router router) {
    router.route().order(BEFORE_ALL_ELSE).handler(BodyLimit::check);
  }

  private static void check(RoutingContext context) {
    HttpServerRequest request = context.request();
    @Nullable String announced = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (announced == null && hasBody(request)) {
      refuse(request, 411, "Send the body with its length (content-length).");
    } else if (announced != null
        && announced.matches("[0-9]{1,18}")
        && Long.parseLong(announced) > MAX_BYTES) {
      refuse(request, 413, "The body has " + announced + " bytes; at most " + MAX_BYTES + ".");
    } else {
      context.next();
    }
  }

  private static boolean hasBody(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2
        ? WITH_BODY.contains(request.method())
        : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  private static void refuse(HttpServerRequest request, int status, String detail) {
    HttpServerResponse response =
        request
            .response()
            .setStatusCode(status)
            .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
    if (request.version() != HttpVersion.HTTP_2) { // which knows no such header
      response.putHeader(HttpHeaders.CONNECTION, "close");
    }
    response.end(Json.write(Problem.of(status, detail)));
  }
}
