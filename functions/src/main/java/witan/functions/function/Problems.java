package witan.functions.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import witan.protocol.Json;
import witan.protocol.gate.EmbedRequest;
import witan.protocol.gate.GateRequest;
import witan.protocol.gate.LearnRequest;

/**
 * Answers what Funqy can't serve with a problem (RFC 9457) and a sentence.
 *
 * <p>Funqy knows 400 without a reason and 500. So where it gives up on a body, the body is read
 * once more, for the reason; the good path pays nothing for that.
 */
@ApplicationScoped
class Problems {

  private static final Logger LOG = Logger.getLogger(Problems.class);

  private static final Map<String, Class<?>> REQUESTS =
      Map.of(
          "/gate", GateRequest.class,
          "/embed", EmbedRequest.class,
          "/learn", LearnRequest.class);

  void register(@Observes Router router) {
    for (String path : REQUESTS.keySet()) {
      // Before Funqy, which would read a GET's parameters into the request.
      router
          .route(path)
          .order(-1)
          .handler(context -> {
            if (context.request().method().equals(HttpMethod.POST)) {
              context.next();
            } else {
              context.response().putHeader(HttpHeaders.ALLOW, "POST");
              context.fail(405);
            }
          });
    }
    router.route().order(-1).failureHandler(this::answer);
    // After all others: what nobody answers is a problem too.
    router.route().order(Integer.MAX_VALUE - 1).handler(context -> context.fail(404));
  }

  private void answer(RoutingContext context) {
    if (context.response().ended() || context.response().headWritten()) {
      return;
    }
    Problem problem = problem(context);
    if (problem.status() == 500 && context.failure() != null) {
      LOG.errorf(context.failure(), "%s failed", context.request().path());
    }
    context
        .response()
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end(
            JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", title(problem.status()))
                .put("status", problem.status())
                .put("detail", problem.detail())
                .toString());
  }

  private static Problem problem(RoutingContext context) {
    for (Throwable cause = context.failure(); cause != null; cause = cause.getCause()) {
      if (cause instanceof Refused refused) {
        return new Problem(refused.status(), String.valueOf(refused.getMessage()));
      }
      if (cause instanceof RejectedExecutionException) {
        return new Problem(503, "too many requests are waiting; try again shortly");
      }
      if (cause instanceof TimeoutException) {
        return new Problem(503, "the text waited too long to be embedded; try again shortly");
      }
    }
    String path = context.request().path();
    return switch (context.statusCode()) {
      case 400 -> new Problem(400, reason(context));
      case 404 ->
          new Problem(
              404, "there is no " + path + " here; the functions are /gate, /embed and /learn");
      case 405 -> new Problem(405, path + " takes POST only");
      case 413 -> new Problem(413, "the body is too large; send less at once");
      case 401, 403, 408, 415, 429 -> new Problem(context.statusCode(), "the request was refused");
      default -> new Problem(500, "the function failed; the service's log says why");
    };
  }

  private static String reason(RoutingContext context) {
    Class<?> type = REQUESTS.get(context.request().path());
    Buffer body = context.body() == null ? null : context.body().buffer();
    if (type == null || body == null) {
      return "the request can't be read";
    }
    try {
      Json.mapper().readValue(body.getBytes(), type);
      return "the body can't be read as the function's JSON object";
    } catch (JsonProcessingException e) {
      return Json.reason(e);
    } catch (IOException e) {
      return "the body can't be read";
    }
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 413 -> "Content Too Large";
      case 503 -> "Service Unavailable";
      case 500 -> "Internal Server Error";
      default -> "Refused";
    };
  }

  private record Problem(int status, @Nullable String detail) {}
}
