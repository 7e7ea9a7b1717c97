package witan.graphql.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;
import witan.graphql.expert.ExpertLostException;
import witan.telemetry.Along;

/** Talks to several experts side by side, a virtual thread each. */
final class Parallel {

  private static final Logger LOG = Logger.getLogger(Parallel.class);
  static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private Parallel() {}

  /** Something that an expert is asked for. */
  interface Request<T> {
    T of() throws ExpertLostException, InterruptedException;
  }

  /** What came of a request. */
  sealed interface Outcome<T> {
    record Done<T>(T value) implements Outcome<T> {}

    record Lost<T>(ExpertLostException why) implements Outcome<T> {}
  }

  /**
   * The outcomes in the order of the requests, when the last of them is there; each request keeps
   * its own deadline. Interrupted, it interrupts them all.
   */
  static <T> List<Outcome<T>> all(List<Request<T>> requests) throws InterruptedException {
    if (requests.size() == 1) {
      return List.of(one(requests.getFirst()));
    }
    List<Future<Outcome<T>>> running = new ArrayList<>();
    for (Request<T> request : requests) {
      running.add(THREADS.submit(Along.task(() -> one(request))));
    }
    try {
      List<Outcome<T>> outcomes = new ArrayList<>();
      for (Future<Outcome<T>> future : running) {
        outcomes.add(future.get());
      }
      return outcomes;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      running.forEach(future -> future.cancel(true));
    }
  }

  /** The outcome of one request, on this thread. */
  static <T> Outcome<T> one(Request<T> request) throws InterruptedException {
    try {
      return new Outcome.Done<>(request.of());
    } catch (ExpertLostException e) {
      return new Outcome.Lost<>(e);
    } catch (RuntimeException e) {
      // One expert's odd reply must not end an answer that others can give.
      LOG.warnf(e, "an exchange with an expert failed");
      return new Outcome.Lost<>(
          new ExpertLostException(ExpertLostException.Loss.BROKEN, "the exchange failed"));
    }
  }
}
