package witan.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Home;
import witan.cli.Json;
import witan.cli.Table;
import witan.cli.eval.Workspace;
import witan.protocol.Rao;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.ledger.Command.Transfer;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.ledger.SignedCommand;

/**
 * {@code bench ledger}: durable transfers a second over HTTP, signatures included, one a request
 * and many a request, in turns with pgbench's simple update on the same PostgreSQL; then the
 * journal alone, with signatures checked beforehand.
 */
@Command(
    name = "ledger",
    description = {
      "Starts a ledger and a PostgreSQL of its own and transfers between many accounts, one of them",
      "paid in every fifth transfer: one command a request, then batches, in turns with pgbench",
      "(-N, its simple update) on the same PostgreSQL where pgbench is on the path; at last the",
      "ledger's journal alone on it: batches of 2,000 whose signatures were checked beforehand.",
      "Then epochs of another ledger, with everybody who has staked paid, on a PostgreSQL again."
    })
final class LedgerBench implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int FUND = 1_000;

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(
      names = "--accounts",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many accounts (default: ${DEFAULT-VALUE}).")
  private int accounts = 10_000;

  @Option(
      names = "--transfers",
      paramLabel = "N",
      defaultValue = "8000",
      description = "How many transfers each way and round; 0: none (default: ${DEFAULT-VALUE}).")
  private int transfers = 8_000;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "64",
      description = "How many send at once, and of pgbench, too (default: ${DEFAULT-VALUE}).")
  private int clients = 64;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Commands of a batch, at most 2000 (default: ${DEFAULT-VALUE}).")
  private int batch = 1_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each takes its turn (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      split = ",",
      defaultValue = "256,1024,4096",
      description = "Neurons of the epochs, each from 64; 0: none (default: ${DEFAULT-VALUE}).")
  private List<Integer> epochs = List.of(256, 1024, 4096);

  @Option(
      names = "--nominators",
      paramLabel = "N",
      defaultValue = "50000",
      description = "How many have staked, to 64 validators (default: ${DEFAULT-VALUE}).")
  private int nominators = 50_000;

  private final SplittableRandom random = new SplittableRandom(7);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** What was measured in each round. */
  private final List<Speed> single = new ArrayList<>();

  private final List<Speed> batched = new ArrayList<>();
  private final List<Speed> checked = new ArrayList<>();
  private final List<Speed> peer = new ArrayList<>();
  private List<PaidEpochs.Time> paid = List.of();

  /**
   * How fast one way was.
   *
   * @param ledgerMicros processor time of the ledger for each
   * @param databaseMicros of the database for each; 0 where it can't be told
   */
  record Speed(double perSecond, double ledgerMicros, double databaseMicros) {}

  @Override
  public void run() {
    if (transfers >= accounts || transfers < 0 || batch < 1 || batch > 2_000 || rounds < 1) {
      throw new Failure(
          "Choose fewer --transfers than --accounts (in a round no account sends twice, so that none"
              + " overtakes itself), a --batch from 1 to 2000, and at least one of --rounds.");
    }
    List<Integer> sizes = epochs.stream().filter(size -> size != 0).toList();
    if (sizes.stream().anyMatch(size -> size < 64 || size > 65_535) || nominators < 1) {
      throw new Failure("Choose --epochs from 64 to 65535, and at least one of --nominators.");
    }
    Workspace workspace = Workspace.make("witan-bench-ledger");
    try {
      if (transfers > 0) {
        transfers(prepared(workspace, "home"));
      }
      if (!sizes.isEmpty()) {
        paid =
            PaidEpochs.measure(prepared(workspace, "epochs"), options.ports(), sizes, nominators);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    workspace.delete();
    report();
  }

  private static Home prepared(Workspace workspace, String name) {
    Home home = new Home(workspace.resolve(name));
    home.prepare();
    return home;
  }

  private void transfers(Home home) throws InterruptedException {
    List<String> settings = List.of("witan.block.every=1s", "witan.genesis.subnets.1.tempo=4");
    try (MeasuredLedger ledger = new MeasuredLedger(home, options.ports(), settings)) {
      ledger.startDatabase();
      ledger.startLedger();
      measure(ledger);
    }
  }

  private void measure(MeasuredLedger ledger) throws InterruptedException {
    Domain domain = info(ledger).domain();
    List<ColdkeyPair> keys =
        IntStream.range(0, accounts).parallel().mapToObj(i -> ColdkeyPair.generate()).toList();
    long needed = (long) FUND * accounts;
    while (free(ledger, ledger.owner()) < needed) {
      Thread.sleep(500); // the first coin is minted at the first epoch
    }
    ColdkeyPair owner = ledger.owner();
    send(
        ledger,
        IntStream.range(0, accounts)
            .parallel()
            .mapToObj(i -> transfer(domain, owner, keys.get(i), FUND, i + 1))
            .toList(),
        batch,
        1);
    long[] nonces = new long[accounts];
    Optional<Pgbench> pgbench = Pgbench.prepared(ledger.database());
    for (int round = -1; round < rounds; round++) {
      List<SignedCommand> one = random(domain, keys, nonces);
      List<SignedCommand> many = random(domain, keys, nonces);
      Speed ones = send(ledger, one, 1, clients);
      Speed batches = send(ledger, many, batch, 2);
      Optional<Speed> peers =
          pgbench.map(it -> new Speed(it.simpleUpdates(Math.min(clients, 32)), 0, 0));
      if (round >= 0) { // the first warms up
        single.add(ones);
        batched.add(batches);
        peers.ifPresent(peer::add);
      }
    }
    checked.addAll(JournalRounds.measure(ledger.database()));
  }

  /** Transfers of as many different senders. */
  private List<SignedCommand> random(Domain domain, List<ColdkeyPair> keys, long[] nonces) {
    record Planned(int from, int to, long nonce) {}
    List<Planned> plan = new ArrayList<>();
    for (int from = 1; from <= transfers; from++) {
      int to;
      do {
        to = random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(accounts - 1);
      } while (to == from);
      plan.add(new Planned(from, to, ++nonces[from]));
    }
    return plan.parallelStream()
        .map(p -> transfer(domain, keys.get(p.from), keys.get(p.to), 1, p.nonce))
        .toList();
  }

  private static SignedCommand transfer(
      Domain domain, ColdkeyPair from, ColdkeyPair to, long amount, long nonce) {
    return SignedCommand.sign(
        new Transfer(UUID.randomUUID(), from.coldkey(), to.coldkey(), new Rao(amount), nonce),
        domain,
        from);
  }

  /** Posts all commands, so many a request and so many requests at once. */
  private Speed send(MeasuredLedger ledger, List<SignedCommand> commands, int ofRequest, int atOnce)
      throws InterruptedException {
    List<String> bodies = new ArrayList<>();
    for (int from = 0; from < commands.size(); from += ofRequest) {
      List<SignedCommand> part =
          commands.subList(from, Math.min(commands.size(), from + ofRequest));
      bodies.add(witan.protocol.Json.write(ofRequest == 1 ? part.getFirst() : part));
    }
    URI uri = ledger.url().resolve(ofRequest == 1 ? "/commands" : "/commands/batch");
    AtomicInteger next = new AtomicInteger();
    Duration ledgerBefore = ledger.ledgerProcessor();
    Duration databaseBefore = ledger.databaseProcessor();
    long started = System.nanoTime();
    try (ExecutorService sending = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int client = 0; client < atOnce; client++) {
        all.add(
            sending.submit(() -> {
              for (int i = next.getAndIncrement(); i < bodies.size(); i = next.getAndIncrement()) {
                post(uri, bodies.get(i));
              }
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new Failure("A transfer failed: " + Failure.reason(e.getCause()), e);
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    return new Speed(
        commands.size() / seconds,
        ledger.ledgerProcessor().minus(ledgerBefore).toNanos() / 1e3 / commands.size(),
        ledger.databaseProcessor().minus(databaseBefore).toNanos() / 1e3 / commands.size());
  }

  private void post(URI uri, String body) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200 || response.body().contains("\"code\"")) {
      throw new Failure(
          "the ledger answered " + response.statusCode() + ": " + shortened(response.body()));
    }
  }

  private static String shortened(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }

  private LedgerInfo info(MeasuredLedger ledger) throws InterruptedException {
    return witan.protocol.Json.read(get(ledger.url().resolve("/ledger")), LedgerInfo.class);
  }

  private long free(MeasuredLedger ledger, ColdkeyPair key) throws InterruptedException {
    JsonNode account =
        witan.protocol.Json.read(
            get(ledger.url().resolve("/accounts/" + key.coldkey())), JsonNode.class);
    return account.path("free").asLong();
  }

  private String get(URI uri) throws InterruptedException {
    try {
      return http.send(
              HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new Failure("The ledger does not answer: " + Failure.reason(e) + ".", e);
    }
  }

  private void report() {
    if (options.json()) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("accounts", accounts);
      result.put("single", single);
      result.put("batched", batched);
      result.put("signaturesCheckedBeforehand", checked);
      result.put("pgbenchSimpleUpdates", peer);
      result.put("nominators", nominators);
      result.put("epochs", paid);
      System.out.println(Json.pretty(result));
      return;
    }
    if (!single.isEmpty()) {
      reportTransfers();
    }
    if (!paid.isEmpty()) {
      reportEpochs();
    }
  }

  private void reportTransfers() {
    Table table =
        new Table(
            "MEDIAN OF " + rounds, "A SECOND", "LEDGER, CPU µs EACH", "POSTGRESQL, CPU µs EACH");
    row(table, "transfers, one a request, " + clients + " clients", single);
    row(table, "transfers, " + batch + " a request", batched);
    row(table, "the journal alone, signatures checked beforehand", checked);
    if (peer.isEmpty()) {
      System.out.println(table);
      System.out.println("pgbench is not on the path; nothing stands beside these figures.");
      return;
    }
    double limit = median(peer, Speed::perSecond);
    table.row("pgbench -N, simple updates", number(limit), "", "");
    System.out.println(table);
    System.out.printf(
        Locale.ROOT,
        "Beside pgbench: one a request %.2f×, in batches %.2f×, the journal alone %.2f×%n",
        median(single, Speed::perSecond) / limit,
        median(batched, Speed::perSecond) / limit,
        median(checked, Speed::perSecond) / limit);
  }

  private void reportEpochs() {
    Table table =
        new Table("NEURONS", "READ, ms", "COMPUTED, ms", "COMMITTED, ms", "ALL, ms", "PEAK, MiB");
    for (PaidEpochs.Time time : paid) {
      table.row(
          number(time.neurons()),
          number(time.readMillis()),
          number(time.computeMillis()),
          number(time.commitMillis()),
          number(time.millis()),
          number(time.peakMebibytes()));
    }
    System.out.printf(
        Locale.ROOT, "%nEpochs with 64 validators and %,d nominators, medians:%n", nominators);
    System.out.println(table);
  }

  private static void row(Table table, String title, List<Speed> speeds) {
    table.row(
        title,
        number(median(speeds, Speed::perSecond)),
        number(median(speeds, Speed::ledgerMicros)),
        number(median(speeds, Speed::databaseMicros)));
  }

  private static double median(List<Speed> speeds, ToDoubleFunction<Speed> of) {
    double[] sorted = speeds.stream().mapToDouble(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static String number(double value) {
    return value == 0 ? "" : String.format(Locale.ROOT, "%,.0f", value);
  }
}
