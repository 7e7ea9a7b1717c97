package witan.ledger.command;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import witan.accounting.PostedCommand;
import witan.ledger.genesis.Founding;
import witan.ledger.journal.Journal;
import witan.ledger.journal.Outcome;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.Refusal;
import witan.protocol.ledger.SignedCommand;

/**
 * Takes commands in, checks their signatures on threads of its own, and hands to the journal
 * whatever has come in while its last transaction ran: the busier it is, the fewer waits for the
 * disk there are per command.
 *
 * <p>The queue is bounded; what finds it full is refused as {@link Refusal#BUSY}.
 */
@Singleton
public class Commands {

  /** Of one transaction, unless one request alone brings more. */
  private static final int MOST_AT_ONCE = 2_000;

  private static final int MOST_WAITING = 20_000;
  private static final Duration DEADLINE = Duration.ofSeconds(8);
  private static final int CHECKED_IN_ONE_GO = 32;

  private final Journal journal;
  private final Domain domain;
  private final ExecutorService checkers =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          Thread.ofPlatform().name("signatures-", 0).daemon().factory());
  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean posting = new AtomicBoolean();

  Commands(Journal journal, Founding founding) {
    this.journal = journal;
    this.domain = founding.domain();
  }

  @PreDestroy
  void stop() {
    checkers.shutdown();
  }

  /** One request's commands, all with right signatures, and who waits for what becomes of them. */
  private record Waiting(
      List<PostedCommand> commands, UniEmitter<? super List<Outcome>> whoWaits) {}

  /** Has commands posted in their order. What one of them is refused for does not stop the rest. */
  public Uni<List<Outcome>> submit(List<SignedCommand> commands) {
    if (waiting.addAndGet(commands.size()) > MOST_WAITING) {
      waiting.addAndGet(-commands.size());
      Outcome busy =
          new Outcome.Refused(
              Refusal.BUSY, MOST_WAITING + " commands are waiting; send this again in a second.");
      return Uni.createFrom().item(commands.stream().map(command -> busy).toList());
    }
    return check(commands)
        .chain(this::post)
        .onTermination()
        .invoke(() -> waiting.addAndGet(-commands.size()));
  }

  private Uni<List<Checked>> check(List<SignedCommand> commands) {
    if (commands.size() == 1) {
      return Uni.createFrom()
          .item(() -> List.of(Checked.of(commands.getFirst(), domain)))
          .runSubscriptionOn(checkers);
    }
    List<Uni<List<Checked>>> parts = new ArrayList<>();
    for (int from = 0; from < commands.size(); from += CHECKED_IN_ONE_GO) {
      List<SignedCommand> part =
          commands.subList(from, Math.min(commands.size(), from + CHECKED_IN_ONE_GO));
      parts.add(
          Uni.createFrom()
              .item(() -> part.stream().map(command -> Checked.of(command, domain)).toList())
              .runSubscriptionOn(checkers));
    }
    return Uni.join()
        .all(parts)
        .andFailFast()
        .map(all -> all.stream().flatMap(List::stream).toList());
  }

  private Uni<List<Outcome>> post(List<Checked> checked) {
    List<PostedCommand> right = new ArrayList<>(checked.size());
    for (Checked each : checked) {
      if (each instanceof Checked.Right(var command)) {
        right.add(command);
      }
    }
    if (right.isEmpty()) {
      return Uni.createFrom().item(outcomes(checked, List.of()));
    }
    return Uni.createFrom()
        .<List<Outcome>>emitter(emitter -> {
          queue.add(new Waiting(right, emitter));
          drain();
        })
        .map(posted -> outcomes(checked, posted));
  }

  private static List<Outcome> outcomes(List<Checked> checked, List<Outcome> posted) {
    List<Outcome> outcomes = new ArrayList<>(checked.size());
    int next = 0;
    for (Checked each : checked) {
      outcomes.add(
          switch (each) {
            case Checked.Right right -> posted.get(next++);
            case Checked.Wrong(var refused) -> refused;
          });
    }
    return outcomes;
  }

  /** Posts what waits, unless that is being done: one transaction at a time. */
  private void drain() {
    while (!queue.isEmpty() && posting.compareAndSet(false, true)) {
      List<Waiting> batch = new ArrayList<>();
      List<PostedCommand> commands = new ArrayList<>();
      while (commands.size() < MOST_AT_ONCE) {
        Waiting next = queue.poll();
        if (next == null) {
          break;
        }
        batch.add(next);
        commands.addAll(next.commands);
      }
      if (commands.isEmpty()) {
        posting.set(false);
        continue; // whoever added since then found somebody posting
      }
      journal
          .post(commands)
          .ifNoItem()
          .after(DEADLINE)
          .fail()
          .subscribe()
          .with(
              outcomes -> {
                next();
                answer(batch, outcomes);
              },
              failure -> {
                next();
                batch.forEach(each -> each.whoWaits.fail(failure));
              });
      return;
    }
  }

  private void next() {
    posting.set(false);
    drain();
  }

  private static void answer(List<Waiting> batch, List<Outcome> outcomes) {
    int from = 0;
    for (Waiting each : batch) {
      int to = from + each.commands.size();
      each.whoWaits.complete(List.copyOf(outcomes.subList(from, to)));
      from = to;
    }
  }
}
