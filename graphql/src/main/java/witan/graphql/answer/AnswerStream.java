package witan.graphql.answer;

import io.smallrye.mutiny.Multi;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import witan.graphql.http.ClientGoneException;
import witan.telemetry.Along;

/**
 * The events of an answer, which is made anew for each subscriber, on a virtual thread of its own,
 * and no further than the subscriber asks for: while it asks for nothing, the answer waits.
 */
public final class AnswerStream implements Flow.Publisher<AnswerEvent> {

  private final Making making;

  AnswerStream(Making making) {
    this.making = making;
  }

  /** The same, as the API has it. */
  public static Multi<AnswerEvent> of(Making making) {
    return Multi.createFrom().publisher(new AnswerStream(making));
  }

  @Override
  public void subscribe(Flow.Subscriber<? super AnswerEvent> subscriber) {
    Run run = new Run(subscriber);
    subscriber.onSubscribe(run);
    run.thread.start();
  }

  private final class Run implements Flow.Subscription {

    private final Flow.Subscriber<? super AnswerEvent> subscriber;
    private final Thread thread =
        Thread.ofVirtual().name("answer").unstarted(Along.work(this::make));
    private final Semaphore wanted = new Semaphore(0);
    private volatile boolean cancelled;

    Run(Flow.Subscriber<? super AnswerEvent> subscriber) {
      this.subscriber = subscriber;
    }

    private void make() {
      if (cancelled) {
        return;
      }
      try {
        making.make(this::emit);
        if (!cancelled) {
          subscriber.onComplete();
        }
      } catch (InterruptedException | ClientGoneException e) {
        // Only who has cancelled interrupts.
      } catch (RuntimeException e) {
        if (!cancelled) {
          subscriber.onError(e);
        }
      }
    }

    private void emit(AnswerEvent event) {
      try {
        wanted.acquire();
      } catch (InterruptedException e) {
        throw new ClientGoneException("the rest of the answer is not wanted");
      }
      if (!cancelled) {
        subscriber.onNext(event);
      }
    }

    @Override
    public synchronized void request(long more) {
      if (more <= 0) {
        cancel();
        subscriber.onError(
            new IllegalArgumentException("one event at least is to be asked for, not " + more));
        return;
      }
      // More than an answer ever has are as good as all.
      int room = Integer.MAX_VALUE - wanted.availablePermits();
      wanted.release((int) Math.min(more, room));
    }

    @Override
    public void cancel() {
      cancelled = true;
      thread.interrupt();
    }
  }
}
