package witan.functions.function;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import witan.protocol.key.ServiceKey;

/** Lets only this operator's services teach the gate. */
@ApplicationScoped
class Keyed {

  private final Optional<ServiceKey> key;

  Keyed(Optional<ServiceKey> key) {
    this.key = key;
  }

  void register(@Observes Router router) {
    // Before the body is read.
    router.route("/learn").order(-2).handler(this::check);
  }

  private void check(RoutingContext context) {
    if (key.isEmpty()) {
      context.fail(new Refused(503, "this gate does not learn: it has no witan.service-key"));
    } else if (key.get().admits(context.request().getHeader(HttpHeaders.AUTHORIZATION))) {
      context.next();
    } else {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      context.fail(new Refused(401, "send the header \"Authorization: Bearer <service key>\""));
    }
  }
}
