package witan.engine.attention;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import witan.engine.attention.PagedAttention.Scratch;

/** Threads that share the pieces of one piece of work after the other with the one that calls. */
final class Workers implements AutoCloseable {

  /** One piece of work. */
  @FunctionalInterface
  interface Piece {
    void run(int piece, Scratch scratch);
  }

  private final Scratch own;
  private final Thread[] threads;
  private final Semaphore begun = new Semaphore(0);
  private final Semaphore done = new Semaphore(0);
  private final AtomicInteger next = new AtomicInteger();
  private volatile @Nullable Piece work;
  private volatile int pieces;
  private volatile @Nullable Throwable failure;

  Workers(int count, Supplier<Scratch> scratch) {
    own = scratch.get();
    threads = new Thread[count - 1];
    for (int i = 0; i < threads.length; i++) {
      Scratch theirs = scratch.get();
      threads[i] = Thread.ofPlatform().name("attention-" + i).daemon().start(() -> serve(theirs));
    }
  }

  /** Returns when all pieces are done. */
  void run(int count, boolean shared, Piece piece) {
    if (threads.length == 0 || !shared || count == 1) {
      for (int i = 0; i < count; i++) {
        piece.run(i, own);
      }
      return;
    }
    work = piece;
    pieces = count;
    failure = null;
    next.set(0);
    begun.release(threads.length);
    try {
      take(piece, own);
    } finally {
      done.acquireUninterruptibly(threads.length);
    }
    Throwable thrown = failure;
    if (thrown != null) {
      throw new IllegalStateException("attention failed: " + thrown, thrown);
    }
  }

  private void serve(Scratch scratch) {
    while (true) {
      begun.acquireUninterruptibly();
      Piece piece = work;
      if (piece == null) {
        return;
      }
      try {
        take(piece, scratch);
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        done.release();
      }
    }
  }

  private void take(Piece piece, Scratch scratch) {
    for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
      piece.run(i, scratch);
    }
  }

  @Override
  public void close() {
    work = null;
    begun.release(threads.length);
  }
}
