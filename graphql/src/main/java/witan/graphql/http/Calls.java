package witan.graphql.http;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import witan.telemetry.Along;
import witan.telemetry.LogIds;

/**
 * Turns blocking code into a route handler: the body is read on the event loop up to a limit, the
 * rest runs on a virtual thread, which is interrupted when the client goes away. What needn't block
 * is done on the event loop.
 */
public final class Calls {

  private static final Logger LOG = Logger.getLogger(Calls.class);

  /** What a route does with a call, and how it says that one can't be served. */
  public interface Endpoint {

    /**
     * Takes the call, if it can be answered without blocking: on the event loop, before a thread is
     * started for it.
     *
     * @return false to have it {@link #handle handled}
     */
    default boolean takes(Call call) {
      return false;
    }

    /** Answers the call; blocks as it likes. */
    void handle(Call call) throws Exception;

    /** Answers a call whose body is larger than the limit. */
    void tooLarge(Call call, int limit);

    /**
     * Answers a call that {@link #handle} failed on, if nothing was sent yet; says nothing of the
     * cause.
     */
    void failed(Call call);
  }

  private Calls() {}

  /** A handler for calls that are answered whole, with bodies of at most {@code limit} bytes. */
  public static Handler<RoutingContext> on(int limit, Endpoint endpoint) {
    return on(limit, Duration.ZERO, endpoint);
  }

  /**
   * A handler for calls with bodies of at most {@code limit} bytes.
   *
   * @param patience with readers of streams ({@link Readers#patience})
   */
  public static Handler<RoutingContext> on(int limit, Duration patience, Endpoint endpoint) {
    return routing -> {
      Context loop = Vertx.currentContext();
      HttpServerRequest request = routing.request();
      if (routing.body() != null && routing.body().buffer() != null) {
        Buffer whole = routing.body().buffer();
        accept(routing, loop, patience, whole, limit, endpoint);
        return;
      }
      if (request.isEnded()) {
        accept(routing, loop, patience, Buffer.buffer(), limit, endpoint);
        return;
      }
      Buffer body = Buffer.buffer();
      request.handler(piece -> {
        // What lies beyond the limit is read and dropped, so that the client sees the refusal.
        if (body.length() <= limit) {
          body.appendBuffer(piece);
          if (body.length() > limit) {
            endpoint.tooLarge(new Call(routing, loop, patience, new byte[0]), limit);
          }
        }
      });
      request.endHandler(ignored -> {
        if (body.length() <= limit) {
          accept(routing, loop, patience, body, limit, endpoint);
        }
      });
      request.resume();
    };
  }

  private static void accept(
      RoutingContext routing,
      Context loop,
      Duration patience,
      Buffer body,
      int limit,
      Endpoint endpoint) {
    if (body.length() > limit) {
      endpoint.tooLarge(new Call(routing, loop, patience, new byte[0]), limit);
      return;
    }
    Call call = new Call(routing, loop, patience, body.getBytes());
    MDC.put(LogIds.REQUEST, call.id());
    routing.response().closeHandler(ignored -> call.markGone());
    if (takes(call, endpoint)) {
      return;
    }
    Thread thread =
        Thread.ofVirtual()
            .name("call-" + call.path())
            .unstarted(Along.work(() -> run(call, endpoint)));
    call.whenGone(thread::interrupt);
    thread.start();
  }

  private static boolean takes(Call call, Endpoint endpoint) {
    try {
      return endpoint.takes(call);
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s %s failed", call.method(), call.path());
      endpoint.failed(call);
      return true;
    }
  }

  private static void run(Call call, Endpoint endpoint) {
    try {
      endpoint.handle(call);
    } catch (InterruptedException | ClientGoneException e) {
      LOG.debugf("client of %s is gone", call.path());
    } catch (Exception e) {
      LOG.errorf(e, "%s %s failed", call.method(), call.path());
      if (call.started()) {
        call.close();
      } else {
        endpoint.failed(call);
      }
    }
  }
}
