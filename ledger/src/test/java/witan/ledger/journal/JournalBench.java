package witan.ledger.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import witan.accounting.PostedCommand;
import witan.ledger.command.Chain;
import witan.ledger.command.Purse;
import witan.ledger.registry.Postgres;
import witan.protocol.Rao;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.OwnerCommand;
import witan.protocol.ledger.SignedCommand;

/**
 * How fast the journal is alone: batches whose signatures were checked beforehand, 10,000 accounts,
 * one of them paid in every fifth transfer. Prints what it measured; {@code ./witan bench ledger}
 * runs it and reads that.
 */
@QuarkusTest
@QuarkusTestResource(Postgres.class)
class JournalBench {

  private static final int ACCOUNTS = 10_000;
  private static final int BATCH = 2_000;
  private static final int BATCHES = 15;
  private static final int WARM_BATCHES = 10;
  private static final int ROUNDS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Inject Chain chain;
  @Inject Journal journal;

  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void batchesOfTransfers() {
    chain.closeAnEpoch();
    Domain domain = Chain.domain();
    List<ColdkeyPair> accounts =
        IntStream.range(0, ACCOUNTS).parallel().mapToObj(i -> ColdkeyPair.generate()).toList();
    long nonce = Purse.account(Chain.OWNER.coldkey()).nonce();
    long first = nonce + 1;
    List<PostedCommand> funding =
        IntStream.range(0, ACCOUNTS)
            .parallel()
            .mapToObj(i -> transfer(domain, Chain.OWNER, accounts.get(i), 1_000, first + i))
            .toList();
    for (int from = 0; from < ACCOUNTS; from += BATCH) {
      post(funding.subList(from, from + BATCH));
    }

    long[] nonces = new long[ACCOUNTS];
    rounds(WARM_BATCHES, 1, domain, accounts, nonces);
    for (Round round : rounds(BATCHES, ROUNDS, domain, accounts, nonces)) {
      System.out.printf(
          Locale.ROOT,
          "journal alone: %.0f transfers/s in batches of %d, %.0f µs of processor time each%n",
          round.perSecond,
          BATCH,
          round.micros);
    }
  }

  /**
   * How fast a round was.
   *
   * @param micros processor time of this process for each transfer
   */
  private record Round(double perSecond, double micros) {}

  private List<Round> rounds(
      int batches, int times, Domain domain, List<ColdkeyPair> accounts, long[] nonces) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    List<Round> rounds = new ArrayList<>();
    for (int r = 0; r < times; r++) {
      List<List<PostedCommand>> round = new ArrayList<>();
      for (int b = 0; b < batches; b++) {
        round.add(batch(domain, accounts, nonces));
      }
      long processor = system.getProcessCpuTime();
      long started = System.nanoTime();
      round.forEach(this::post);
      double transfers = (double) BATCH * batches;
      rounds.add(
          new Round(
              transfers / ((System.nanoTime() - started) / 1e9),
              (system.getProcessCpuTime() - processor) / 1e3 / transfers));
    }
    return rounds;
  }

  private List<PostedCommand> batch(Domain domain, List<ColdkeyPair> accounts, long[] nonces) {
    record Planned(int from, int to, long nonce) {}
    List<Planned> plan = new ArrayList<>();
    while (plan.size() < BATCH) {
      int from = 1 + random.nextInt(ACCOUNTS - 1);
      int to = random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(ACCOUNTS - 1);
      if (from != to) {
        plan.add(new Planned(from, to, ++nonces[from]));
      }
    }
    return plan.stream()
        .parallel()
        .map(p -> transfer(domain, accounts.get(p.from), accounts.get(p.to), 1, p.nonce))
        .toList();
  }

  private void post(List<PostedCommand> batch) {
    List<Outcome> outcomes = journal.post(batch).await().atMost(PATIENCE);
    assertThat(outcomes).allSatisfy(o -> assertThat(o).isInstanceOf(Outcome.Done.class));
  }

  private static PostedCommand transfer(
      Domain domain, ColdkeyPair from, ColdkeyPair to, long amount, long nonce) {
    OwnerCommand command =
        new Command.Transfer(
            UUID.randomUUID(), from.coldkey(), to.coldkey(), new Rao(amount), nonce);
    return new PostedCommand(
        SignedCommand.sign(command, domain, from),
        "0x" + HexFormat.of().formatHex(domain.digest(command)));
  }
}
