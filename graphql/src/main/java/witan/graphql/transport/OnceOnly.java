package witan.graphql.transport;

import java.util.concurrent.atomic.AtomicReference;

/** What must be tidied up once, however many ways an operation ends. */
final class OnceOnly implements Runnable {

  private static final Runnable DONE = () -> {};

  private final AtomicReference<Runnable> pending = new AtomicReference<>();

  /** Names the work; it runs at once when the operation has ended already. */
  void set(Runnable work) {
    if (!pending.compareAndSet(null, work)) {
      work.run();
    }
  }

  @Override
  public void run() {
    Runnable work = pending.getAndSet(DONE);
    if (work != null) {
      work.run();
    }
  }
}
