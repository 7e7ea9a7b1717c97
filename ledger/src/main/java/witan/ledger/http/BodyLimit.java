package witan.ledger.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import witan.protocol.Json;

/** Refuses a body by its announced length, before a byte of it is read. */
final class BodyLimit {

  /** In bytes. A registration with 16 profile vectors has some 80,000. */
  static final long MAX_BYTES = 1_500_000;

  private static final int BEFORE_ALL_ELSE = -10_000;

  void install(@Observes Router router) {
    router.route().order(BEFORE_ALL_ELSE).handler(BodyLimit::check);
  }

  private static void check(RoutingContext context) {
    String announced = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (announced != null
        && announced.matches("[0-9]{1,18}")
        && Long.parseLong(announced) > MAX_BYTES) {
      Problem problem =
          Problem.of(413, "The body has " + announced + " bytes; at most " + MAX_BYTES + ".");
      context
          .response()
          .setStatusCode(413)
          .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
          .putHeader(HttpHeaders.CONNECTION, "close")
          .end(Json.write(problem));
    } else {
      context.next();
    }
  }
}
