package witan.graphql.transport;

import graphql.ExecutionResult;
import graphql.ExecutionResultImpl;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Writes a subscription's events to a socket one at a time and waits for it to drain. */
final class EventSink implements Subscriber<ExecutionResult> {

  private final Outlet outlet;
  private final Consumer<ExecutionResult> next;
  private final Runnable end;
  private final @Nullable Context context = Vertx.currentContext();
  private volatile @Nullable Subscription subscription;
  private volatile boolean cancelled;

  EventSink(Outlet outlet, Consumer<ExecutionResult> next, Runnable end) {
    this.outlet = outlet;
    this.next = next;
    this.end = end;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    this.subscription = subscription;
    if (cancelled) {
      subscription.cancel();
    } else {
      subscription.request(1);
    }
  }

  @Override
  public void onNext(ExecutionResult event) {
    onContext(() -> write(event));
  }

  @Override
  public void onError(Throwable failure) {
    onContext(() -> {
      if (!cancelled) {
        next.accept(new ExecutionResultImpl(Errors.failure(failure)));
        end.run();
      }
    });
  }

  @Override
  public void onComplete() {
    onContext(() -> {
      if (!cancelled) {
        end.run();
      }
    });
  }

  void cancel() {
    cancelled = true;
    Subscription current = subscription;
    if (current != null) {
      current.cancel();
    }
  }

  private void write(ExecutionResult event) {
    if (cancelled) {
      return;
    }
    next.accept(event);
    outlet.whenReady(this::more);
  }

  private void more() {
    Subscription current = subscription;
    if (current != null && !cancelled) {
      current.request(1);
    }
  }

  // A stage inside an event may complete on another thread; the drain handler would race with it.
  private void onContext(Runnable task) {
    if (context != null && Vertx.currentContext() != context) {
      context.runOnContext(ignored -> task.run());
    } else {
      task.run();
    }
  }
}
