package witan.cli.key;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import witan.cli.wallet.PretendedLedger;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.access.AccessRefusal;
import witan.protocol.access.ApiKey;
import witan.protocol.access.ApiKeyRecord;
import witan.protocol.access.EscrowInfo;
import witan.protocol.access.Payment;
import witan.protocol.access.Refund;
import witan.protocol.key.Coldkey;

/** A ledger's books of API keys and escrows without a database; 300 rao are spent by each owner. */
final class PretendedBooks implements HttpHandler {

  private static final Rao SPENT = new Rao(300);

  private final String authorization;
  private final Map<String, ApiKeyRecord> keys = new LinkedHashMap<>();
  private final Map<Coldkey, Rao> deposits = new HashMap<>();
  private final Map<UUID, Payment> refunds = new HashMap<>();

  PretendedBooks(PretendedLedger ledger, String serviceKey) {
    authorization = "Bearer " + serviceKey;
    ledger.serve("/api-keys", this);
    ledger.serve("/escrows/", this);
  }

  void deposit(Coldkey owner, long rao) {
    deposits.put(owner, new Rao(rao));
  }

  /** In the order of their making. */
  List<ApiKeyRecord> keys() {
    return List.copyOf(keys.values());
  }

  int refunds() {
    return refunds.size();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String[] parts = exchange.getRequestURI().getPath().split("/");
    String method = exchange.getRequestMethod();
    if (!authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      reply(exchange, 401, Map.of("detail", "Another key is needed."));
    } else if (parts[1].equals("escrows")) {
      escrow(exchange, new Coldkey(parts[2]), new Coldkey(parts[3]), parts);
    } else if (method.equals("PUT")) {
      reply(exchange, 200, store(body(exchange, ApiKey.class)));
    } else if (method.equals("DELETE")) {
      ApiKeyRecord key = Objects.requireNonNull(keys.get(parts[2]));
      reply(exchange, 200, record(key.key(), Instant.parse("2026-11-27T12:00:00Z")));
    } else {
      reply(exchange, 200, page(exchange.getRequestURI().getQuery()));
    }
  }

  ApiKeyRecord store(ApiKey key) {
    return record(key, null);
  }

  private ApiKeyRecord record(ApiKey key, @Nullable Instant revokedAt) {
    ApiKeyRecord record =
        new ApiKeyRecord(
            key, Instant.parse("2026-11-27T04:00:00Z"), revokedAt, new Rao(5), Rao.ZERO);
    keys.put(key.id(), record);
    return record;
  }

  private List<ApiKeyRecord> page(String query) {
    List<ApiKeyRecord> latest = new ArrayList<>(keys.values()).reversed();
    int first = Integer.parseInt(query.replaceAll(".*first=(\\d+).*", "$1"));
    int from = 0;
    if (query.contains("before=")) {
      String before = query.replaceAll(".*before=(\\w+).*", "$1");
      from = 1 + latest.stream().map(one -> one.key().id()).toList().indexOf(before);
    }
    return latest.subList(from, Math.min(latest.size(), from + first));
  }

  private void escrow(HttpExchange exchange, Coldkey account, Coldkey owner, String[] parts)
      throws IOException {
    Rao deposited = deposits.getOrDefault(owner, Rao.ZERO);
    Rao refunded = refunds.values().stream().map(Payment::amount).reduce(Rao.ZERO, Rao::plus);
    EscrowInfo escrow =
        new EscrowInfo(
            account,
            owner,
            deposited,
            refunded,
            deposited.value() == 0 ? Rao.ZERO : SPENT,
            Rao.ZERO);
    if (exchange.getRequestMethod().equals("GET")) {
      reply(exchange, 200, escrow);
      return;
    }
    Rao amount = body(exchange, Refund.class).amount();
    UUID id = UUID.fromString(parts[5]);
    if (!refunds.containsKey(id) && amount.exceeds(escrow.available())) {
      AccessRefusal reason = AccessRefusal.ESCROW_EMPTY;
      reply(exchange, reason.status(), Map.of("title", reason.title(), "detail", "Less is left."));
      return;
    }
    reply(
        exchange,
        200,
        refunds.computeIfAbsent(
            id, fresh -> new Payment(fresh, account, owner, amount, Payment.Kind.REFUND)));
  }

  private static <T> T body(HttpExchange exchange, Class<T> type) throws IOException {
    return Json.read(
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), type);
  }

  private static void reply(HttpExchange exchange, int status, Object body) throws IOException {
    try (exchange) {
      byte[] bytes = Json.mapper().writeValueAsBytes(body);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
