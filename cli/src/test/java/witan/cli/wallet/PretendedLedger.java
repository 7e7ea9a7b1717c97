package witan.cli.wallet;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
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
import java.util.Objects;
import java.util.UUID;
import witan.accounting.Account;
import witan.accounting.Books;
import witan.accounting.Hyperparameters;
import witan.accounting.Neuron;
import witan.accounting.Node;
import witan.accounting.Parameters;
import witan.accounting.Place;
import witan.accounting.Result;
import witan.accounting.Rules;
import witan.accounting.Seat;
import witan.accounting.SparseRow;
import witan.accounting.Standing;
import witan.accounting.Subnet;
import witan.accounting.block.Genesis;
import witan.consensus.EpochParameters;
import witan.consensus.Mode;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.AccountInfo.StakeInfo;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.ledger.NodeInfo;
import witan.protocol.ledger.Receipt;
import witan.protocol.ledger.Refusal;
import witan.protocol.ledger.RefusedException;
import witan.protocol.ledger.SignedCommand;

/**
 * A ledger without a database: the real rules and signatures behind the real paths. On subnet 1
 * weights are committed to, on subnet 2 they are set openly; both have an epoch every ten blocks.
 */
public final class PretendedLedger implements AutoCloseable {

  private static final Domain DOMAIN = new Domain(31_337, "ab".repeat(32));

  private static final int TEMPO = 9;

  private static final Genesis GENESIS =
      new Genesis(
          "test",
          31_337,
          Instant.EPOCH,
          Parameters.DEFAULT,
          List.of(
              new Genesis.Subnet(1, "text", null, 1, TEMPO, 16, 0, weights(true)),
              new Genesis.Subnet(2, "embeddings", null, 1, TEMPO, 16, 0, weights(false))));

  private final HttpServer server;
  private final Books books = new Books();
  private final Rules rules = new Rules(GENESIS);
  private final Map<UUID, Receipt> receipts = new HashMap<>();
  private int unanswered;
  private boolean isTicking;

  /** Of the last closed block. */
  private long height = 6;

  private static Hyperparameters weights(boolean commitReveal) {
    return new Hyperparameters(
        new EpochParameters(
            Mode.YUMA3_LIQUID, TEMPO, 50, 32_767, 65_535, 900_000, 2, 0, 45_875, 58_982, 1_000),
        20,
        1,
        65_535,
        3,
        2,
        commitReveal,
        1);
  }

  public PretendedLedger() throws IOException {
    GENESIS.subnets().forEach(subnet -> books.open(Subnet.empty(subnet)));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Has somebody else answer below a path. */
  public void serve(String path, HttpHandler handler) {
    server.createContext(path, handler);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Closes blocks up to a height. */
  public void close(long upTo) {
    height = upTo;
  }

  /** From now on a block is closed whenever somebody asks for the height. */
  public void tick() {
    isTicking = true;
  }

  public void give(Coldkey coldkey, long rao) {
    books.open(new Account.Free(coldkey), rao);
  }

  public long freeOf(Coldkey coldkey) {
    return books.balance(new Account.Free(coldkey));
  }

  void seat(Hotkey validator) {
    int uid = books.neurons(1).size();
    books.open(new Neuron(new Place(1, uid), validator, 1, 1, List.of(), Standing.NONE));
  }

  /** Gives a hotkey a place with a permit, and three that it can weigh. */
  public void validate(int netuid, Hotkey validator) {
    Coldkey owner = new Coldkey("0x" + "12".repeat(20));
    books.open(validator, new Node(owner, 0, 1, 0, SparseRow.EMPTY));
    Standing permit = new Standing(true, true, 0, 0, 0, 0, 0);
    books.open(new Neuron(new Place(netuid, 0), validator, 1, 1, List.of(), permit));
    for (int uid = 1; uid <= 3; uid++) {
      Hotkey expert = new Hotkey("%064x".formatted(uid));
      books.open(new Neuron(new Place(netuid, uid), expert, 1, 1, List.of(), Standing.NONE));
    }
    books.open(new Subnet(netuid, 16, 4, 4, 0, 0, 1, 0, 0));
  }

  int takeOf(Hotkey hotkey) {
    return books.node(hotkey).orElseThrow().take();
  }

  /** What the validator of a subnet gave others. */
  public SparseRow weightsOf(int netuid) {
    return books.weights(new Place(netuid, 0));
  }

  /** The next so many commands are done, and nobody is told. */
  public void loseAnswers(int count) {
    unanswered = count;
  }

  public int done() {
    return receipts.size();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String[] parts = path.split("/");
    if (path.equals("/ledger")) {
      height += isTicking ? 1 : 0;
      reply(exchange, 200, info());
    } else if (path.startsWith("/nodes/")) {
      Hotkey hotkey = new Hotkey(parts[2]);
      boolean isKnown = books.node(hotkey).isPresent();
      reply(exchange, isKnown ? 200 : 404, isKnown ? node(hotkey) : Map.of());
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
      if (rules.apply(books, command, height + 1, hash)
          instanceof Result.Refused(Refusal reason, String detail)) {
        refuse(exchange, reason, detail);
        return;
      }
      known = new Receipt(command.id(), height + 1, hash);
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

  private LedgerInfo info() {
    return new LedgerInfo(
        "test",
        DOMAIN,
        height,
        0.01,
        Rao.ZERO,
        Rao.ZERO,
        Rao.ZERO,
        Rao.ZERO,
        Rao.ZERO,
        null,
        GENESIS.subnets().stream().map(PretendedLedger::subnet).toList());
  }

  private static LedgerInfo.SubnetInfo subnet(Genesis.Subnet subnet) {
    Hyperparameters rules = Objects.requireNonNull(subnet.rules());
    return new LedgerInfo.SubnetInfo(
        subnet.netuid(),
        subnet.name(),
        null,
        TEMPO,
        0.5,
        Rao.ZERO,
        Rao.ZERO,
        10,
        0,
        Rao.ZERO,
        new LedgerInfo.WeightsInfo(
            rules.commitReveal(),
            rules.revealPeriod(),
            rules.weightsRateLimit(),
            rules.minAllowedWeights(),
            rules.maxWeightLimit(),
            rules.weightsVersion()));
  }

  private NodeInfo node(Hotkey hotkey) {
    Node node = books.node(hotkey).orElseThrow();
    List<NodeInfo.Seat> seats = new ArrayList<>();
    for (Genesis.Subnet subnet : GENESIS.subnets()) {
      books
          .neuron(new Seat(subnet.netuid(), hotkey))
          .ifPresent(neuron ->
              seats.add(
                  new NodeInfo.Seat(
                      subnet.netuid(),
                      neuron.place().uid(),
                      neuron.standing().permit(),
                      neuron.commits().stream().map(commit -> commit(subnet, commit)).toList())));
    }
    return new NodeInfo(hotkey, node.coldkey(), node.take(), node.nonce(), seats);
  }

  private static NodeInfo.Commit commit(Genesis.Subnet subnet, Neuron.Commit commit) {
    Hyperparameters rules = Objects.requireNonNull(subnet.rules());
    return new NodeInfo.Commit(
        commit.hash(),
        commit.height(),
        rules.firstReveal(subnet.netuid(), commit.height()),
        rules.lastReveal(subnet.netuid(), commit.height()));
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
