package witan.graphql.transport;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import witan.graphql.access.AccessException;
import witan.graphql.access.Caller;
import witan.graphql.access.Gatekeeper;
import witan.graphql.access.Turnstile;
import witan.graphql.http.Call;

/** Lets callers in, and tells resolvers who is there. */
@ApplicationScoped
public class Admission {

  private static final String CALLER = Caller.class.getName();

  private final Gatekeeper gatekeeper;
  private final Turnstile turnstile;
  private final CurrentVertxRequest currentRequest;

  @Inject
  Admission(Gatekeeper gatekeeper, Turnstile turnstile, CurrentVertxRequest currentRequest) {
    this.gatekeeper = gatekeeper;
    this.turnstile = turnstile;
    this.currentRequest = currentRequest;
  }

  /**
   * Whose operation is being run.
   *
   * @throws GraphQlRefusal if whoever it was is gone
   */
  public Caller caller() {
    try {
      if (currentRequest.getCurrent().get(CALLER) instanceof Caller caller) {
        return caller;
      }
    } catch (ContextNotActiveException e) {
      throw new GraphQlRefusal(ErrorCode.UNAVAILABLE, "The connection is closed.");
    }
    throw new IllegalStateException("an operation runs for nobody");
  }

  /**
   * Asks who it is, and goes on by one of two ways on the Vert.x context that it was called on: at
   * once, if it is known.
   */
  void admit(
      @Nullable String authorization,
      RoutingContext routing,
      Consumer<Caller> in,
      Consumer<MalformedRequest> out) {
    CompletableFuture<Caller> admitted =
        gatekeeper.admit(authorization, Call.client(routing.request()));
    Context here = Vertx.currentContext();
    boolean atOnce = admitted.isDone() || here == null;
    admitted.whenComplete((caller, failure) -> {
      Runnable next =
          failure == null
              ? () -> {
                routing.put(CALLER, caller);
                in.accept(caller);
              }
              : () -> out.accept(refusal(Gatekeeper.refusal(failure)));
      if (atOnce) {
        next.run();
      } else {
        here.runOnContext(now -> next.run());
      }
    });
  }

  /** Counts an operation. */
  Turnstile.Turn count(Caller caller) {
    return turnstile.count(caller);
  }

  private static MalformedRequest refusal(AccessException e) {
    ErrorCode code =
        switch (e.kind()) {
          case NO_KEY, WRONG_KEY -> ErrorCode.UNAUTHENTICATED;
          case TOO_MANY_GUESSES -> ErrorCode.BUSY;
          case BOOKS_SILENT -> ErrorCode.UNAVAILABLE;
        };
    return new MalformedRequest(e.kind().status(), code, String.valueOf(e.getMessage()));
  }
}
