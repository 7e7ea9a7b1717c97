package witan.graphql.answer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import witan.graphql.answer.Parallel.Outcome;
import witan.graphql.expert.ExpertLostException;
import witan.graphql.expert.ExpertLostException.Loss;
import witan.graphql.expert.ExpertSession;
import witan.mixture.text.Vocabulary;
import witan.telemetry.Along;

/**
 * Opens sessions side by side, with a stand-in for the case that none of the chosen opens.
 *
 * <p>It waits for all of the chosen, because the weights, and with them the answer, must not depend
 * on who is quickest. Two things bound that wait. Once enough have opened, the others get no longer
 * than their patience; beyond it they are lost, as reported and as final as in mid-answer: nobody
 * joins late, so that the answer is that of the experts whose loss was not told. And when none has
 * opened in the time that the likeliest usually needs, the runner-up is opened as well: it stands
 * in if all of the chosen are lost, and otherwise is closed without having had a say.
 */
final class FanOut {

  /**
   * A session, and what its tokens mean.
   *
   * @param ahead what it drafts behind its opening already
   */
  record Opened(
      ExpertSession session,
      witan.graphql.expert.Opening opening,
      Vocabulary vocabulary,
      @Nullable Ahead ahead) {}

  /**
   * A session to open.
   *
   * @param usual how long openings like this one usually take at most, in nanoseconds
   * @param patience how long it may take while others wait for it
   * @param late is told when it is given up
   */
  record Opening(
      Parallel.Request<Opened> request, OptionalLong usual, Duration patience, Runnable late) {}

  /**
   * What came of it.
   *
   * @param chosen an outcome for each of the chosen, in their order
   * @param standIn the runner-up's, if it was needed: all of the chosen are lost then
   */
  record Result(List<Outcome<Opened>> chosen, @Nullable Outcome<Opened> standIn) {

    /** Ends the sessions, for want of use. */
    void close() {
      chosen.forEach(FanOut::close);
      if (standIn != null) {
        FanOut.close(standIn);
      }
    }
  }

  /** An opening on its way; whoever completes it first decides what came of it. */
  private static final class Attempt {

    private final Opening opening;
    private final CompletableFuture<Outcome<Opened>> outcome = new CompletableFuture<>();
    private final Future<?> running;

    Attempt(Opening opening, BlockingQueue<Attempt> settled) {
      this.opening = opening;
      this.running = Parallel.THREADS.submit(Along.work(() -> run(settled)));
    }

    private void run(BlockingQueue<Attempt> settled) {
      Outcome<Opened> result;
      try {
        result = Parallel.one(opening.request());
      } catch (InterruptedException e) {
        result = new Outcome.Lost<>(new ExpertLostException(Loss.SILENT, "it was given up"));
      }
      if (!outcome.complete(result)) {
        close(result);
      }
      settled.add(this);
    }

    boolean isPending() {
      return !outcome.isDone();
    }

    boolean hasOpened() {
      return outcome.getNow(null) instanceof Outcome.Done;
    }

    void giveUp(ExpertLostException why) {
      if (outcome.complete(new Outcome.Lost<>(why))) {
        running.cancel(true);
        opening.late().run();
      }
    }

    /** Ends it, whatever it has come to; for a session that nobody takes over. */
    void discard() {
      outcome.complete(
          new Outcome.Lost<>(new ExpertLostException(Loss.SILENT, "it is not needed any more")));
      running.cancel(true);
      close(outcome.join());
    }
  }

  private static void close(Outcome<Opened> result) {
    if (result instanceof Outcome.Done<Opened>(Opened opened)) {
      opened.session().close();
    }
  }

  private final BlockingQueue<Attempt> settled = new LinkedBlockingQueue<>();
  private final List<Attempt> chosen = new ArrayList<>();
  private final int atLeast;
  private final @Nullable Opening runnerUp;
  private final Hedges hedges;
  private final long started = System.nanoTime();
  private @Nullable Attempt standIn;
  private boolean hedged;

  private FanOut(List<Opening> chosen, int atLeast, @Nullable Opening runnerUp, Hedges hedges) {
    this.atLeast = Math.clamp(atLeast, 1, chosen.size());
    this.runnerUp = runnerUp;
    this.hedges = hedges;
    chosen.forEach(opening -> this.chosen.add(new Attempt(opening, settled)));
  }

  /**
   * Opens the sessions; each keeps its own last deadline. Interrupted, it leaves none open.
   *
   * @param chosen the likeliest first
   * @param atLeast how many must have opened before those beyond their patience are given up
   */
  static Result of(List<Opening> chosen, int atLeast, @Nullable Opening runnerUp, Hedges hedges)
      throws InterruptedException {
    hedges.earn(chosen.size());
    return new FanOut(chosen, atLeast, runnerUp, hedges).result();
  }

  private Result result() throws InterruptedException {
    try {
      while (chosen.stream().anyMatch(Attempt::isPending)) {
        if (mayHedge() && elapsed() >= chosen.getFirst().opening.usual().getAsLong()) {
          hedge();
        }
        if (isEnough()) {
          giveUpTheLate();
        }
        settled.poll(untilDue(), TimeUnit.NANOSECONDS);
      }
      Outcome<Opened> instead = null;
      if (standIn != null) {
        if (chosen.stream().anyMatch(Attempt::hasOpened)) {
          standIn.discard();
        } else {
          instead = awaited(standIn);
        }
      }
      return new Result(chosen.stream().map(one -> one.outcome.join()).toList(), instead);
    } catch (InterruptedException | RuntimeException e) {
      chosen.forEach(Attempt::discard);
      if (standIn != null) {
        standIn.discard();
      }
      throw e;
    }
  }

  private Outcome<Opened> awaited(Attempt attempt) throws InterruptedException {
    while (attempt.isPending()) {
      settled.poll(1, TimeUnit.SECONDS);
    }
    return attempt.outcome.join();
  }

  private boolean mayHedge() {
    return runnerUp != null
        && !hedged
        && chosen.getFirst().opening.usual().isPresent()
        && chosen.stream().noneMatch(Attempt::hasOpened);
  }

  private void hedge() {
    hedged = true;
    if (runnerUp != null && hedges.spend(1)) {
      standIn = new Attempt(runnerUp, settled);
    }
  }

  private void giveUpTheLate() {
    for (Attempt attempt : chosen) {
      Duration patience = attempt.opening.patience();
      if (attempt.isPending() && elapsed() >= patience.toNanos()) {
        attempt.giveUp(
            new ExpertLostException(
                Loss.SILENT,
                "it did not open within " + patience.toMillis() + " ms, and others had"));
      }
    }
  }

  /** Whether the answer could begin: with the chosen, or with the stand-in alone. */
  private boolean isEnough() {
    long opened = chosen.stream().filter(Attempt::hasOpened).count();
    return opened >= atLeast || (opened == 0 && standIn != null && standIn.hasOpened());
  }

  /** Nanoseconds until something is due that no settled attempt announces. */
  private long untilDue() {
    long due = Long.MAX_VALUE;
    if (mayHedge()) {
      due = chosen.getFirst().opening.usual().getAsLong();
    }
    if (isEnough()) {
      for (Attempt attempt : chosen) {
        if (attempt.isPending()) {
          due = Math.min(due, attempt.opening.patience().toNanos());
        }
      }
    }
    return due - elapsed();
  }

  private long elapsed() {
    return System.nanoTime() - started;
  }
}
