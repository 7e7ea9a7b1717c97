package witan.cli.wallet;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import witan.accounting.Account;
import witan.accounting.Books;
import witan.accounting.Neuron;
import witan.accounting.Parameters;
import witan.accounting.Place;
import witan.accounting.Result;
import witan.accounting.Rules;
import witan.accounting.Standing;
import witan.accounting.Subnet;
import witan.accounting.block.Genesis;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.AccountInfo.StakeInfo;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.ledger.Receipt;
import witan.protocol.ledger.Refusal;
import witan.protocol.ledger.RefusedException;
import witan.protocol.ledger.SignedCommand;

/** A ledger without a database: the real rules and signatures behind the real paths. */
final class PretendedLedger implements AutoCloseable {

  private static final Domain DOMAIN = new Domain(31_337, "ab".repeat(32));

  private static final Genesis GENESIS =
      new Genesis(
          "test",
          31_337,
          Instant.EPOCH,
          Parameters.DEFAULT,
          List.of(new Genesis.Subnet(1, "text", null, 1, 99, 16, 0, null)));

  private final HttpServer server;
  private final Books books = new Books();
  private final Rules rules = new Rules(GENESIS);
  private final Map<UUID, Receipt> receipts = new HashMap<>();
  private int unanswered;

  PretendedLedger() throws IOException {
    books.open(Subnet.empty(GENESIS.subnets().getFirst()));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  void give(Coldkey coldkey, long rao) {
    books.open(new Account.Free(coldkey), rao);
  }

  void seat(Hotkey validator) {
    int uid = books.neurons(1).size();
    books.open(new Neuron(new Place(1, uid), validator, 1, 1, List.of(), Standing.NONE));
  }

  /** The next so many commands are done, and nobody is told. */
  void loseAnswers(int count) {
    unanswered = count;
  }

  int done() {
    return receipts.size();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String[] parts = path.split("/");
    if (path.equals("/ledger")) {
      reply(exchange, 200, info());
    } else if (path.startsWith("/accounts/")) {
      reply(exchange, 200, account(Coldkey.parse(parts[2])));
    } else if (exchange.getRequestMethod().equals("GET")) {
      Receipt receipt = receipts.get(UUID.fromString(parts[3]));
      reply(exchange, receipt == null ? 404 : 200, receipt == null ? Map.of() : receipt);
    } else {
      post(exchange, Json.mapper().readTree(exchange.getRequestBody()));
    }
  }

  private void post(HttpExchange exchange, JsonNode body) throws IOException {
    SignedCommand signed = SignedCommand.read(body);
    Command command = signed.command();
    byte[] digest = DOMAIN.digest(command);
    String hash = "0x" + HexFormat.of().formatHex(digest);
    Receipt known = receipts.get(command.id());
    if (known == null) {
      try {
        signed.verify(digest);
      } catch (RefusedException e) {
        refuse(exchange, e.reason(), "");
        return;
      }
      if (rules.apply(books, command, 7, hash)
          instanceof Result.Refused(Refusal reason, String detail)) {
        refuse(exchange, reason, detail);
        return;
      }
      known = new Receipt(command.id(), 7, hash);
      receipts.put(command.id(), known);
    } else if (!known.hash().equals(hash)) {
      refuse(exchange, Refusal.ID_TAKEN, "");
      return;
    }
    if (unanswered-- > 0) {
      exchange.close();
      return;
    }
    reply(exchange, 200, known);
  }

  private static void refuse(HttpExchange exchange, Refusal reason, String detail)
      throws IOException {
    reply(exchange, reason.status(), Map.of("title", reason.title(), "detail", detail));
  }

  private static LedgerInfo info() {
    return new LedgerInfo(
        "test", DOMAIN, 6, 1, Rao.ZERO, Rao.ZERO, Rao.ZERO, Rao.ZERO, Rao.ZERO, null, List.of());
  }

  private AccountInfo account(Coldkey coldkey) {
    List<StakeInfo> stakes = new ArrayList<>();
    Rao staked = Rao.ZERO;
    for (var balance : books.balances().entrySet()) {
      if (balance.getKey() instanceof Account.Stake(int netuid, Hotkey validator, Coldkey owner)
          && owner.equals(coldkey)
          && balance.getValue() > 0) {
        stakes.add(new StakeInfo(validator, netuid, new Rao(balance.getValue()), Rao.ZERO));
        staked = staked.plus(new Rao(balance.getValue()));
      }
    }
    return new AccountInfo(
        coldkey,
        books.nonce(coldkey),
        new Rao(books.balance(new Account.Free(coldkey))),
        staked,
        stakes,
        List.of());
  }

  private static void reply(HttpExchange exchange, int status, Object body) throws IOException {
    try (exchange) {
      byte[] bytes = Json.mapper().writeValueAsBytes(body);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
