package witan.graphql.network;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import witan.graphql.http.Call;
import witan.graphql.http.Calls;
import witan.protocol.Json;

/**
 * Hands what experts say to the registry on to the ledger, unread, and the registry's lists back,
 * so that an expert on another machine needs this gateway's address only.
 */
@ApplicationScoped
class Relay implements Calls.Endpoint {

  /** Sixteen profile vectors as JSON text within JSON fit well into this. */
  private static final int LARGEST_BODY = 1 << 20;

  private static final String PROBLEM = "application/problem+json";

  private final Ledger ledger;

  @Inject
  Relay(Ledger ledger) {
    this.ledger = ledger;
  }

  void routes(@Observes Router router) {
    for (String path :
        List.of("/network/experts", "/network/heartbeats", "/network/deregistrations")) {
      router.route(HttpMethod.POST, path).handler(Calls.on(LARGEST_BODY, this));
    }
    for (String path : List.of("/network", "/network/experts", "/network/gateways")) {
      router.route(HttpMethod.GET, path).handler(Calls.on(LARGEST_BODY, this));
    }
    router.route("/network/*").handler(Calls.on(LARGEST_BODY, new Elsewhere()));
  }

  @Override
  public void handle(Call call) throws InterruptedException {
    try {
      HttpResponse<byte[]> response =
          ledger.send(
              call.method(), call.path(), call.body(), Map.of("Accept", "application/json"));
      call.reply(
          response.statusCode(),
          response.headers().firstValue("Content-Type").orElse("application/json"),
          response.body(),
          Map.of());
    } catch (IOException e) {
      problem(call, 503, "Service Unavailable", "the ledger can't be reached; try again");
    }
  }

  @Override
  public void tooLarge(Call call, int limit) {
    problem(call, 413, "Content Too Large", "the body has more than " + limit + " bytes");
  }

  @Override
  public void failed(Call call) {
    problem(
        call, 500, "Internal Server Error", "the gateway could not relay this; its log says why");
  }

  private static void problem(Call call, int status, String title, String detail) {
    byte[] body =
        Json.write(
                Map.of("type", "about:blank", "title", title, "status", status, "detail", detail))
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    call.reply(status, PROBLEM, body, Map.of());
  }

  /** What the relay does not hand on. */
  private final class Elsewhere implements Calls.Endpoint {

    @Override
    public void handle(Call call) {
      problem(
          call,
          404,
          "Not Found",
          "POST /network/experts, /network/heartbeats and /network/deregistrations, and GET /network,"
              + " /network/experts and /network/gateways are relayed");
    }

    @Override
    public void tooLarge(Call call, int limit) {
      Relay.this.tooLarge(call, limit);
    }

    @Override
    public void failed(Call call) {
      Relay.this.failed(call);
    }
  }
}
