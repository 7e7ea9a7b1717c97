package witan.graphql.fake;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.AccountEntry;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.BatchResult;
import witan.protocol.ledger.BlockInfo;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.ledger.Receipt;
import witan.protocol.ledger.Refusal;
import witan.protocol.ledger.RefusedException;
import witan.protocol.ledger.SignedCommand;

/** A ledger on which everybody has five TAO and a block is closed every 50 ms. */
public final class FakeLedger {

  public static final Domain DOMAIN = new Domain(31_337, "cd".repeat(32));
  public static final Hotkey VALIDATOR = FakeSubnet.VALIDATOR;
  public static final long FREE = 5_000_000_000L;

  private static final Duration EVERY = Duration.ofMillis(50);
  private static final int ENTRIES = 5;

  private final Instant started = Instant.now();
  private final Map<String, Receipt> receipts = new ConcurrentHashMap<>();
  private final FakeSubnet subnet;

  /** What came in batches and was done. */
  public final List<Command> posted = new CopyOnWriteArrayList<>();

  FakeLedger(Supplier<List<Hotkey>> experts) {
    this.subnet = new FakeSubnet(experts);
  }

  /** Answers, if it is a ledger's path. */
  boolean answers(HttpExchange exchange, String path, String body) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    String[] parts = path.split("/");
    if (path.equals("/ledger")) {
      FakeNetwork.send(exchange, 200, info());
    } else if (path.equals("/blocks")) {
      int first = Integer.parseInt(query.replaceAll(".*first=([0-9]+).*", "$1"));
      long before =
          query.contains("before=")
              ? Long.parseLong(query.replaceAll(".*before=([0-9]+).*", "$1"))
              : Long.MAX_VALUE;
      FakeNetwork.send(
          exchange,
          200,
          LongStream.iterate(Math.min(height(), before - 1), at -> at > 0, at -> at - 1)
              .limit(first)
              .mapToObj(this::block)
              .toList());
    } else if (path.startsWith("/blocks/")) {
      long height = Long.parseLong(parts[2]);
      boolean closed = height >= 1 && height <= height();
      FakeNetwork.send(exchange, closed ? 200 : 404, closed ? block(height) : Map.of());
    } else if (path.endsWith("/entries")) {
      FakeNetwork.send(exchange, 200, entries(Coldkey.parse(parts[2]), query));
    } else if (path.startsWith("/accounts/") && path.endsWith("/validators")) {
      FakeNetwork.send(exchange, 200, FakeSubnet.validators());
    } else if (path.startsWith("/accounts/")) {
      FakeNetwork.send(exchange, 200, account(Coldkey.parse(parts[2])));
    } else if (path.equals("/commands/batch")) {
      List<BatchResult> results = new ArrayList<>();
      for (SignedCommand signed : Json.read(body, SignedCommand[].class)) {
        results.add(batched(signed));
      }
      FakeNetwork.send(exchange, 200, results);
    } else if (path.equals("/commands")) {
      post(exchange, Json.read(body, SignedCommand.class));
    } else {
      return subnet.answers(exchange, path, query);
    }
    return true;
  }

  private void post(HttpExchange exchange, SignedCommand signed) throws IOException {
    Command command = signed.command();
    byte[] digest = DOMAIN.digest(command);
    try {
      signed.verify(digest);
    } catch (RefusedException e) {
      refuse(exchange, e.reason(), String.valueOf(e.getMessage()));
      return;
    }
    if (command instanceof Command.Transfer transfer && transfer.amount().value() > FREE) {
      refuse(exchange, Refusal.INSUFFICIENT_FUNDS, "There are five TAO.");
    } else {
      String hash = "0x" + HexFormat.of().formatHex(digest);
      FakeNetwork.send(
          exchange,
          200,
          receipts.computeIfAbsent(
              command.id().toString(), id -> new Receipt(command.id(), height() + 1, hash)));
    }
  }

  private BatchResult batched(SignedCommand signed) {
    byte[] digest = DOMAIN.digest(signed.command());
    signed.verify(digest);
    String hash = "0x" + HexFormat.of().formatHex(digest);
    Receipt receipt = new Receipt(signed.command().id(), height() + 1, hash);
    Receipt earlier = receipts.putIfAbsent(signed.command().id().toString(), receipt);
    if (earlier == null) {
      posted.add(signed.command());
      return BatchResult.of(receipt);
    }
    return earlier.hash().equals(hash)
        ? BatchResult.of(earlier)
        : BatchResult.of(Refusal.ID_TAKEN, "It was used.");
  }

  private static void refuse(HttpExchange exchange, Refusal refusal, String detail)
      throws IOException {
    FakeNetwork.send(
        exchange,
        refusal.status(),
        Map.of("type", refusal.urn(), "title", refusal.title(), "detail", detail));
  }

  private long height() {
    return 1 + Duration.between(started, Instant.now()).dividedBy(EVERY);
  }

  private BlockInfo block(long height) {
    String root = "ef".repeat(32);
    return new BlockInfo(
        height,
        started.plus(EVERY.multipliedBy(height)),
        hash(height),
        hash(height - 1),
        root,
        1,
        root,
        0,
        new Rao(1_000_000_000));
  }

  private static @Nullable String hash(long height) {
    return "%064x".formatted(height);
  }

  private LedgerInfo info() {
    return new LedgerInfo(
        "test",
        DOMAIN,
        height(),
        0.05,
        new Rao(7_000_000_000L),
        new Rao(21_000_000_000_000_000L),
        new Rao(1_000_000_000),
        new Rao(10_500_000_000_000_000L),
        new Rao(2_000_000_000),
        null,
        List.of(
            new LedgerInfo.SubnetInfo(
                1, "text", null, 99, 1, new Rao(3), new Rao(4), 98, 6, Rao.ZERO, null)));
  }

  private static AccountInfo account(Coldkey coldkey) {
    Rao staked = new Rao(2_000_000_000);
    return new AccountInfo(
        coldkey,
        3,
        new Rao(FREE),
        staked,
        List.of(new AccountInfo.StakeInfo(VALIDATOR, 1, staked, new Rao(7))),
        List.of(VALIDATOR));
  }

  private static List<AccountEntry> entries(Coldkey coldkey, String query) {
    int first = Integer.parseInt(query.replaceAll(".*first=([0-9]+).*", "$1"));
    int before =
        query.contains("before=")
            ? Integer.parseInt(query.replaceAll(".*before=[0-9]+-([0-9]+).*", "$1"))
            : ENTRIES + 1;
    List<AccountEntry> entries = new ArrayList<>();
    for (int number = before - 1; number >= 1 && entries.size() < first; number--) {
      entries.add(
          new AccountEntry(
              (4 + number) + "-" + number,
              4 + number,
              Instant.EPOCH,
              "OWNER_CUT",
              "pot:1",
              "free:" + coldkey,
              new Rao(number),
              ""));
    }
    return entries;
  }
}
