package witan.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import witan.engine.onnx.Provider;

/**
 * Computes what all sequences wait for, pass after pass, on one thread that alone runs the model.
 *
 * <p>A pass takes the short requests (a token, a drafted or verified block) of all sequences at
 * once, and beside them a chunk of one long one, so that nobody waits for more than a chunk of
 * another's prompt. Within each kind the order is that of arrival; a long request goes to the end
 * of the line after each chunk. Each sequence has one request at most, so the line is as long as
 * there are sequences at most.
 *
 * <p>When sequences hold all pages, those that have waited longest without a request give up
 * theirs, and compute them again when they go on. Of sequences that compete, the one whose request
 * came first is not made to: it always gets on.
 */
final class Scheduler implements AutoCloseable {

  /** A request of so many tokens is a short one. */
  private static final int SHORT = 32;

  /** Tokens of a long request's chunk in a pass where others wait for theirs. */
  private static final int CHUNK_BESIDE_OTHERS = 64;

  /** After a pass its sequences are waited for, for this part of its time: they come together. */
  private static final int LINGER = 8;

  private static final long LONGEST_LINGER = TimeUnit.MILLISECONDS.toNanos(5);

  private final Pass pass;
  private final Pages pages;
  private final EngineSettings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<OnnxSequence> open = new HashSet<>();
  private final List<Request> line = new ArrayList<>();
  private final Set<OnnxSequence> expected = new HashSet<>();
  private final Thread thread;
  private long expectedUntil;
  private long clock;
  private boolean closed;

  /** Tokens that a sequence wants computed. */
  private final class Request {
    final OnnxSequence sequence;
    final int wanted;
    final long arrival = ++clock;
    final float[][] logits;
    final Condition done = lock.newCondition();
    boolean lookedUp;
    boolean begun;
    boolean finished;
    int given;
    @Nullable RuntimeException failure;

    Request(OnnxSequence sequence, int wanted) {
      this.sequence = sequence;
      this.wanted = wanted;
      this.logits = new float[wanted][];
    }

    /** Tokens not computed yet. */
    int left() {
      return sequence.text.length() - sequence.text.computed();
    }

    void finish(@Nullable RuntimeException reason) {
      failure = reason;
      finished = true;
      done.signal();
    }
  }

  /** A request's part in a pass. */
  private record Turn(Request request, Pass.Part part) {}

  /** Takes over what it is given. */
  Scheduler(Pass pass, Pages pages, EngineSettings settings) {
    this.pass = pass;
    this.pages = pages;
    this.settings = settings;
    this.thread = Thread.ofPlatform().name("engine").daemon().start(this::work);
  }

  /**
   * A place for a sequence.
   *
   * @throws EngineBusyException if all are taken
   */
  OnnxSequence open(OnnxLanguageModel model) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the model is closed");
      }
      if (open.size() == settings.slots()) {
        throw new EngineBusyException(
            "all %d sequences of the engine are in use: try again in a moment"
                .formatted(settings.slots()));
      }
      OnnxSequence sequence = new OnnxSequence(model, this, new KeptText(pages));
      open.add(sequence);
      return sequence;
    } finally {
      lock.unlock();
    }
  }

  /** {@link Sequence#append}, whose arguments are checked. */
  float[][] append(OnnxSequence sequence, int[] tokens, int wanted) {
    lock.lock();
    try {
      requireIdle(sequence);
      int before = sequence.text.length();
      Request request = new Request(sequence, wanted);
      sequence.text.add(tokens);
      sequence.waits = true;
      line.add(request);
      expected.remove(sequence);
      changed.signal();
      try {
        await(request);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        close(sequence);
        throw new CancellationException("interrupted while waiting for the engine");
      } finally {
        line.remove(request);
        sequence.waits = false;
        if (request.failure != null && !sequence.running) {
          sequence.text.truncate(before);
        }
      }
      if (request.failure != null) {
        throw request.failure;
      }
      return request.logits;
    } finally {
      lock.unlock();
    }
  }

  private void await(Request request) throws InterruptedException {
    long left = settings.patience().toNanos();
    while (!request.finished) {
      if (request.begun) {
        request.done.await();
      } else if (left > 0) {
        left = request.done.awaitNanos(left);
      } else {
        request.finish(
            new EngineBusyException(
                "the engine had no time for this within %d seconds: try again later"
                    .formatted(settings.patience().toSeconds())));
      }
    }
  }

  /** {@link Sequence#truncate}. */
  void truncate(OnnxSequence sequence, int length) {
    lock.lock();
    try {
      requireIdle(sequence);
      if (length < 0 || length > sequence.text.length()) {
        throw new IllegalArgumentException(
            "a sequence of %d tokens can't be cut to %d".formatted(sequence.text.length(), length));
      }
      sequence.text.truncate(length);
    } finally {
      lock.unlock();
    }
  }

  int length(OnnxSequence sequence) {
    lock.lock();
    try {
      return sequence.text.length();
    } finally {
      lock.unlock();
    }
  }

  private static void requireIdle(OnnxSequence sequence) {
    if (sequence.closed) {
      throw new IllegalStateException("the sequence is closed");
    }
    if (sequence.waits) {
      throw new IllegalStateException("the sequence is in use by another thread");
    }
  }

  /** {@link Sequence#close}. */
  void close(OnnxSequence sequence) {
    lock.lock();
    try {
      if (!sequence.closed) {
        sequence.closed = true;
        expected.remove(sequence);
        open.remove(sequence);
        for (Request request : List.copyOf(line)) {
          if (request.sequence == sequence) {
            request.finish(
                new IllegalStateException("the sequence was closed while it was computed"));
            // Now, not when its thread wakes up: a pass in between would give it pages for good.
            line.remove(request);
          }
        }
        if (!sequence.running) {
          sequence.text.release();
        }
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      while (true) {
        List<Turn> turns = next();
        long begun = System.nanoTime();
        float[][] logits = new float[0][];
        RuntimeException failure = null;
        try {
          logits = pass.run(turns.stream().map(Turn::part).toList());
        } catch (RuntimeException e) {
          failure = e;
        } catch (Error e) { // such as no memory; whoever waits is to hear of it
          failure = new ModelException("The model could not be run: " + e, e);
        }
        settle(turns, logits, failure, System.nanoTime() - begun);
      }
    } catch (InterruptedException closing) {
      // The last pass is over.
    }
  }

  /** What the next pass is to compute; waits until there is something. */
  private List<Turn> next() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        if (closed) {
          throw new InterruptedException();
        }
        long linger = expectedUntil - System.nanoTime();
        if (line.isEmpty()) {
          changed.await();
        } else if (!expected.isEmpty() && linger > 0) {
          changed.awaitNanos(linger);
        } else {
          expected.forEach(sequence -> sequence.comesBackAtOnce = false);
          expected.clear();
          List<Turn> turns = turns();
          if (!turns.isEmpty()) {
            return turns;
          }
          changed.await();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private List<Turn> turns() {
    try {
      return chosen();
    } catch (RuntimeException e) {
      line.forEach(request -> {
        request.sequence.running = false;
        request.finish(e);
      });
      line.clear();
      return List.of();
    }
  }

  private List<Turn> chosen() {
    List<Turn> turns = new ArrayList<>();
    int room = Pass.TOKENS;
    Set<Request> chosen = new LinkedHashSet<>();
    for (Request request : List.copyOf(line)) {
      lookUp(request);
      if (request.left() <= SHORT && request.left() <= room) {
        room -= take(request, request.left(), chosen, turns);
      }
    }
    int chunk = turns.isEmpty() ? room : Math.min(room, CHUNK_BESIDE_OTHERS);
    for (Request request : List.copyOf(line)) {
      if (request.left() > SHORT
          && chunk > 0
          && take(request, Math.min(request.left(), chunk), chosen, turns) > 0) {
        line.remove(request);
        line.add(request);
        break;
      }
    }
    return turns;
  }

  /** Looks once what is computed already. */
  private static void lookUp(Request request) {
    if (!request.lookedUp) {
      request.lookedUp = true;
      request.sequence.text.adopt(Math.max(1, request.wanted));
    }
  }

  /** How many tokens of the request are in the pass now: all that were to be, or none. */
  private int take(Request request, int count, Set<Request> chosen, List<Turn> turns) {
    KeptText text = request.sequence.text;
    while (!text.reserve(count)) {
      Optional<OnnxSequence> loser = loser(request, chosen);
      if (loser.isEmpty()) {
        return 0;
      }
      loser.get().text.release();
    }
    chosen.add(request);
    request.begun = true;
    request.sequence.running = true;
    int after = request.left() - count;
    turns.add(new Turn(request, text.next(count, Math.clamp(request.wanted - after, 0, count))));
    return count;
  }

  /** Who gives up pages: the one that was idle for longest, else who came after. */
  private Optional<OnnxSequence> loser(Request request, Set<Request> chosen) {
    Optional<OnnxSequence> idle =
        open.stream()
            .filter(other -> !other.waits && !other.running && other.text.holdsPages())
            .min(Comparator.comparingLong(other -> other.lastUsed));
    if (idle.isPresent()) {
      return idle;
    }
    return line.stream()
        .filter(other -> other.arrival > request.arrival && !chosen.contains(other))
        .filter(other -> !other.sequence.running && other.sequence.text.holdsPages())
        .max(Comparator.comparingLong(other -> other.arrival))
        .map(other -> other.sequence);
  }

  private void settle(
      List<Turn> turns, float[][] logits, @Nullable RuntimeException failure, long nanos) {
    lock.lock();
    try {
      int row = 0;
      for (Turn turn : turns) {
        Request request = turn.request;
        OnnxSequence sequence = request.sequence;
        sequence.running = false;
        sequence.lastUsed = ++clock;
        if (failure == null) {
          sequence.text.computed(turn.part.tokens().length);
          int wanted = turn.part.wanted();
          System.arraycopy(logits, row, request.logits, request.given, wanted);
          request.given += wanted;
          row += wanted;
        }
        if (sequence.closed) {
          sequence.text.release();
        } else if (failure != null || request.left() == 0) {
          request.finish(failure);
          line.remove(request);
          if (turns.size() > 1 && sequence.comesBackAtOnce) {
            expected.add(sequence);
          }
          sequence.comesBackAtOnce = true;
        }
      }
      expectedUntil = System.nanoTime() + Math.min(nanos / LINGER, LONGEST_LINGER);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** What the model runs on. */
  Provider provider() {
    return pass.provider();
  }

  /** Ends all sequences, waits for the pass that runs, frees all memory. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      List.copyOf(open).forEach(this::close);
      pass.stop();
      changed.signal();
    } finally {
      lock.unlock();
    }
    joinUninterruptibly();
    pass.close();
    pages.close();
  }

  private void joinUninterruptibly() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // the memory is in use until the pass is over, interrupted or not
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
