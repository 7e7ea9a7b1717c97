package witan.graphql.fake;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.access.AccessRefusal;
import witan.protocol.access.ApiKey;
import witan.protocol.access.ApiKeyRecord;
import witan.protocol.access.ApiKeySecret;
import witan.protocol.access.Charge;
import witan.protocol.access.Hold;
import witan.protocol.access.Limits;
import witan.protocol.access.Payment;
import witan.protocol.key.Coldkey;

/** An operator's books: keys, what is held for them, and an escrow of one amount for all. */
public final class FakeBooks {

  private final Map<String, ApiKeyRecord> keys = new ConcurrentHashMap<>();
  public final Map<String, Hold> holds = new ConcurrentHashMap<>();
  public final List<Charge> charges = new CopyOnWriteArrayList<>();
  public final List<Payment> due = new CopyOnWriteArrayList<>();
  public volatile Rao escrow = Rao.ZERO;

  /** How many requests in a row are answered with an error of the server. */
  public volatile int failures;

  /** The same of charges alone. */
  public volatile int failuresOfCharges;

  /** How often a key was looked up. */
  public volatile int lookups;

  /** Makes a key, and what its client sends. */
  public String key(@Nullable Coldkey owner, Limits limits) {
    ApiKeySecret secret = ApiKeySecret.generate(RandomGenerator.getDefault());
    put(new ApiKey(secret.id(), secret.digest(), "a key", owner, List.of(), limits, null), null);
    return secret.text();
  }

  public void expire(String secret) {
    ApiKey key = key(secret);
    put(
        new ApiKey(
            key.id(),
            key.digest(),
            key.name(),
            key.owner(),
            key.labels(),
            key.limits(),
            Instant.now().minusSeconds(1)),
        null);
  }

  public void revoke(String secret) {
    put(key(secret), Instant.now());
  }

  private ApiKey key(String secret) {
    return keys.get(ApiKeySecret.parse(secret).orElseThrow().id()).key();
  }

  private void put(ApiKey key, @Nullable Instant revokedAt) {
    keys.put(key.id(), new ApiKeyRecord(key, Instant.EPOCH, revokedAt, Rao.ZERO, Rao.ZERO));
  }

  /** Answers, if it is a path of the books. */
  boolean answers(HttpExchange exchange, String path, String body) throws IOException {
    if (!path.startsWith("/api-keys/") && !path.startsWith("/escrows/")) {
      return false;
    }
    if (failuresOfCharges > 0 && path.endsWith("/charge")) {
      failuresOfCharges--;
      FakeNetwork.send(exchange, 503, Map.of("detail", "nobody writes now"));
    } else if (failures > 0) {
      failures--;
      FakeNetwork.send(exchange, 503, Map.of("detail", "the books are closed"));
    } else if (path.endsWith("/payments")) {
      FakeNetwork.send(exchange, 200, due);
    } else if (path.endsWith("/charge")) {
      String hold = path.substring(0, path.length() - "/charge".length());
      Charge charge = Json.read(body, Charge.class);
      if (holds.remove(hold) == null || charge.total().exceeds(escrow)) {
        refuse(exchange, AccessRefusal.NO_SUCH_HOLD);
      } else {
        charges.add(charge);
        escrow = escrow.minus(charge.total());
        FakeNetwork.send(exchange, 204, Map.of());
      }
    } else if (path.contains("/holds/")) {
      Hold hold = Json.read(body, Hold.class);
      Rao held = holds.values().stream().map(Hold::amount).reduce(Rao.ZERO, Rao::plus);
      if (held.plus(hold.amount()).exceeds(escrow)) {
        refuse(exchange, AccessRefusal.ESCROW_EMPTY);
      } else {
        holds.put(path, hold);
        FakeNetwork.send(exchange, 204, Map.of());
      }
    } else {
      lookups++;
      ApiKeyRecord key = keys.get(path.substring("/api-keys/".length()));
      FakeNetwork.send(exchange, key == null ? 404 : 200, key == null ? Map.of() : key);
    }
    return true;
  }

  private static void refuse(HttpExchange exchange, AccessRefusal refusal) throws IOException {
    FakeNetwork.send(
        exchange,
        refusal.status(),
        Map.of("type", refusal.urn(), "title", refusal.title(), "detail", refusal.title() + "."));
  }
}
