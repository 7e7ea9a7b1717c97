package witan.cli.weights;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.ledger.LedgerClient;
import witan.cli.weights.KeptWeights.Kept;
import witan.protocol.Json;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.ledger.NodeInfo;
import witan.protocol.ledger.Receipt;

/** {@code weights reveal}. */
@Command(
    name = "reveal",
    description = {
      "Reveals the weights that were committed to from this home, on all subnets, as far as their",
      "time has come."
    })
final class RevealCommand implements Runnable {

  private static final Duration LEAST_PATIENCE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  @Mixin private GlobalOptions options = new GlobalOptions();
  @Mixin private Validator validator = new Validator();

  @Option(names = "--wait", description = "Wait for the height of those whose time is to come.")
  private boolean isWaiting;

  /** A commitment that is open, and what it was to. */
  private record Open(NodeInfo.Commit commit, Kept kept) {}

  @Override
  public void run() {
    KeptWeights home = new KeptWeights(options.home());
    List<Receipt> receipts = new ArrayList<>();
    try (LedgerClient ledger = LedgerClient.of(options)) {
      Optional<Open> next = next(ledger, home);
      while (next.isPresent() && isDue(ledger, next.get())) {
        Open open = next.get();
        receipts.add(validator.say(ledger, open.kept::reveal));
        home.forget(open.commit.commitment());
        next = next(ledger, home);
      }
      print(receipts, next, ledger.info().height());
    }
  }

  /** The open commitment whose time comes first, of those that were made here. */
  private Optional<Open> next(LedgerClient ledger, KeptWeights home) {
    long block = ledger.info().height() + 1;
    return validator.node(ledger).seats().stream()
        .flatMap(seat -> seat.commits().stream())
        .filter(commit -> commit.revealUntil() >= block)
        .sorted(Comparator.comparingLong(NodeInfo.Commit::revealFrom))
        .flatMap(
            commit -> home.find(commit.commitment()).map(kept -> new Open(commit, kept)).stream())
        .findFirst();
  }

  /** Whether it can be revealed in the block that is open: now, or when it was waited for. */
  private boolean isDue(LedgerClient ledger, Open open) {
    LedgerInfo info = ledger.info();
    long left = open.commit.revealFrom() - (info.height() + 1);
    if (left <= 0 || !isWaiting) {
      return left <= 0;
    }
    Duration expected = Duration.ofMillis((long) (1_000 * info.blockSeconds() * left));
    if (!options.json()) {
      System.err.printf(
          "Waiting for height %d, some %d s.%n", open.commit.revealFrom(), expected.toSeconds());
    }
    long deadline = System.nanoTime() + expected.multipliedBy(2).plus(LEAST_PATIENCE).toNanos();
    while (ledger.info().height() + 1 < open.commit.revealFrom()) {
      if (System.nanoTime() > deadline) {
        throw new Failure(
            "It is height %d still; the ledger closes its blocks too slowly. Say it again later."
                .formatted(ledger.info().height()));
      }
      pause(info.blockSeconds());
    }
    return true;
  }

  private static void pause(double blockSeconds) {
    Duration pause = Duration.ofMillis((long) (1_000 * blockSeconds) / 2 + 1);
    try {
      Thread.sleep(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted before the time had come.", e);
    }
  }

  private void print(List<Receipt> receipts, Optional<Open> next, long height) {
    if (options.json()) {
      System.out.println(Json.write(receipts));
      return;
    }
    for (Receipt receipt : receipts) {
      System.out.printf("Revealed in block %d: %s%n", receipt.height(), receipt.hash());
    }
    if (next.isPresent()) {
      System.out.printf(
          "The next one can be revealed from height %d to %d; it is %d now. Say this again then, or"
              + " with --wait.%n",
          next.get().commit.revealFrom(), next.get().commit.revealUntil(), height);
    } else if (receipts.isEmpty()) {
      System.out.println(
          "Nothing is committed to from here that could still be revealed. Commit with: ./witan"
              + " weights set");
    }
  }
}
