package witan.graphql.expert;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall;
import io.grpc.ForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Pretends that experts are far away: whatever is sent, and whatever comes, is that much later. For
 * measurements of what a real distance would cost.
 */
final class Distance implements ClientInterceptor {

  // One thread, and the same delay for all: what is sent in order arrives in order.
  private static final ScheduledExecutorService WAY =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("distance").factory());

  private final Duration oneWay;

  Distance(Duration oneWay) {
    this.oneWay = oneWay;
  }

  private void later(Runnable arrival) {
    var unused = WAY.schedule(arrival, oneWay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    // A caller that blocks waits for work on its own executor, and for nothing else.
    Executor arriving = options.getExecutor() == null ? Runnable::run : options.getExecutor();
    return new ForwardingClientCall.SimpleForwardingClientCall<>(next.newCall(method, options)) {

      private volatile boolean cancelled;

      @Override
      public void start(Listener<R> listener, Metadata headers) {
        super.start(new Late<>(listener, arriving), headers);
      }

      @Override
      public void sendMessage(Q message) {
        later(() -> {
          if (!cancelled) {
            super.sendMessage(message);
          }
        });
      }

      @Override
      public void halfClose() {
        later(() -> {
          if (!cancelled) {
            super.halfClose();
          }
        });
      }

      @Override
      public void cancel(String message, Throwable cause) {
        cancelled = true;
        super.cancel(message, cause);
      }
    };
  }

  private final class Late<R>
      extends ForwardingClientCallListener.SimpleForwardingClientCallListener<R> {

    private final Executor arriving;

    Late(ClientCall.Listener<R> listener, Executor arriving) {
      super(listener);
      this.arriving = arriving;
    }

    @Override
    public void onHeaders(Metadata headers) {
      later(() -> arriving.execute(() -> super.onHeaders(headers)));
    }

    @Override
    public void onMessage(R message) {
      later(() -> arriving.execute(() -> super.onMessage(message)));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      later(() -> arriving.execute(() -> super.onClose(status, trailers)));
    }
  }
}
