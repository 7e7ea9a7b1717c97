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
 * one of them paid in every fifth transfer. Prints what it measured.
 */
@QuarkusTest
@QuarkusTestResource(Postgres.class)
class JournalBench {

  private static final int ACCOUNTS = 10_000;
  private static final int BATCH = 2_000;
  private static final int BATCHES = 15;
  private static final int WARM = 5;
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
    List<List<PostedCommand>> batches = new ArrayList<>();
    for (int b = 0; b < WARM + BATCHES; b++) {
      record Planned(int from, int to, long nonce) {}
      List<Planned> plan = new ArrayList<>();
      while (plan.size() < BATCH) {
        int from = 1 + random.nextInt(ACCOUNTS - 1);
        int to = random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(ACCOUNTS - 1);
        if (from != to) {
          plan.add(new Planned(from, to, ++nonces[from]));
        }
      }
      batches.add(
          plan.stream()
              .parallel()
              .map(p -> transfer(domain, accounts.get(p.from), accounts.get(p.to), 1, p.nonce))
              .toList());
    }
    batches.subList(0, WARM).forEach(this::post);
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long processor = system.getProcessCpuTime();
    long started = System.nanoTime();
    batches.subList(WARM, WARM + BATCHES).forEach(this::post);
    double seconds = (System.nanoTime() - started) / 1e9;

    double micros = (system.getProcessCpuTime() - processor) / 1e3 / (BATCH * BATCHES);

    System.out.printf(
        "journal alone: %,.0f transfers/s in batches of %,d, %,d accounts, a hot one in 20 %%,"
            + " %.0f µs of this process's processor time each%n",
        BATCH * BATCHES / seconds, BATCH, ACCOUNTS, micros);
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
