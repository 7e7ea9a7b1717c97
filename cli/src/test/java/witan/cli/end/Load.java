package witan.cli.end;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.ledger.Domain;

/** Owners who pay at the same time, each through another replica first. */
final class Load implements AutoCloseable {

  private static final long FUND = 1_000_000;

  private final List<Payer> payers = new ArrayList<>();
  private final List<Future<?>> paying = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopped;

  /**
   * Owners who have been paid what they pay away.
   *
   * @param rich who has, or will have, the money; waits until then
   */
  Load(Replicas replicas, ColdkeyPair rich, int owners) throws InterruptedException {
    Domain domain = replicas.info().domain();
    while (replicas.free(rich.coldkey()) < owners * FUND) {
      Thread.sleep(200); // until the first epoch has paid the first coin
    }
    Payer first = new Payer(replicas, domain, rich);
    for (int i = 0; i < owners; i++) {
      Payer payer = new Payer(replicas.from(i), domain, ColdkeyPair.generate());
      first.transfer(payer.coldkey(), FUND);
      payers.add(payer);
    }
  }

  void start() {
    stopped = false;
    for (Payer payer : payers) {
      paying.add(
          threads.submit(() -> {
            while (!stopped) {
              payer.pay();
            }
            return null;
          }));
    }
  }

  /** Returns when the last payment is acknowledged. */
  void stop() throws InterruptedException, ExecutionException {
    stopped = true;
    for (Future<?> each : paying) {
      each.get();
    }
    paying.clear();
  }

  /** How many payments were acknowledged. */
  int paid() {
    return payers.stream().mapToInt(Payer::paid).sum();
  }

  /** Nothing that was acknowledged is lost, and nothing was done twice. */
  void check() throws InterruptedException {
    for (Payer payer : payers) {
      payer.check(FUND);
    }
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
  }
}
