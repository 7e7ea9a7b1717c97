package witan.graphql.transport;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/** Reads a request's body up to a limit. */
final class RequestBody {

  private RequestBody() {}

  static void read(
      RoutingContext routing, int limit, Consumer<byte[]> whole, Consumer<MalformedRequest> over) {
    Buffer already = routing.body() == null ? null : routing.body().buffer();
    if (already != null) { // a body handler ran before this route
      if (already.length() > limit) {
        over.accept(tooLarge(limit));
      } else {
        whole.accept(already.getBytes());
      }
      return;
    }
    HttpServerRequest request = routing.request();
    Buffer body = Buffer.buffer();
    boolean[] refused = {false};
    request.handler(chunk -> {
      if (refused[0]) {
        return;
      }
      if (body.length() + chunk.length() > limit) {
        refused[0] = true;
        over.accept(tooLarge(limit));
      } else {
        body.appendBuffer(chunk);
      }
    });
    request.endHandler(end -> {
      if (!refused[0]) {
        whole.accept(body.getBytes());
      }
    });
    request.resume();
  }

  private static MalformedRequest tooLarge(int limit) {
    return new MalformedRequest(
        413, "The request is larger than %,d bytes; shorten it.".formatted(limit));
  }
}
