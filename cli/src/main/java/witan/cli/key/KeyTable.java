package witan.cli.key;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import witan.cli.Table;
import witan.cli.wallet.Tao;
import witan.cli.wallet.Wallets.Wallet;
import witan.protocol.access.ApiKey;
import witan.protocol.access.ApiKeyRecord;
import witan.protocol.access.Caching;
import witan.protocol.access.Limits;
import witan.protocol.key.Coldkey;

/** API keys as a table. */
final class KeyTable {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());
  private static final String UNLIMITED = "-";

  private final Map<Coldkey, String> names = new HashMap<>();
  private final Instant now;

  /**
   * @param wallets by whose names owners are shown
   */
  KeyTable(List<Wallet> wallets, Instant now) {
    wallets.forEach(wallet -> names.put(wallet.coldkey(), wallet.name()));
    this.now = now;
  }

  String of(List<ApiKeyRecord> keys) {
    Table table =
        new Table(
                "ID",
                "NAME",
                "STATE",
                "REQ/MIN",
                "TOKENS/MIN",
                "BUDGET",
                "SPENT",
                "CACHE",
                "OWNER",
                "LABELS")
            .right("REQ/MIN", "TOKENS/MIN", "BUDGET", "SPENT");
    for (ApiKeyRecord each : keys) {
      ApiKey key = each.key();
      Limits limits = key.limits();
      table.row(
          key.id(),
          key.name(),
          state(each),
          count(limits.requestsPerMinute()),
          count(limits.tokensPerMinute()),
          limits.budget() == null ? UNLIMITED : Tao.text(limits.budget()),
          Tao.text(each.spent()),
          cache(limits.caching()),
          owner(key.owner()),
          String.join(" ", key.labels()));
    }
    return table.toString();
  }

  private String state(ApiKeyRecord record) {
    Instant expires = record.key().expiresAt();
    if (record.revokedAt() != null) {
      return "revoked " + TIME.format(record.revokedAt());
    }
    if (expires == null) {
      return "good";
    }
    return (record.isGood(now) ? "until " : "expired ") + TIME.format(expires);
  }

  private static String count(@Nullable Integer limit) {
    return limit == null ? UNLIMITED : limit.toString();
  }

  private static String cache(@Nullable Caching caching) {
    return caching == null
        ? UNLIMITED
        : span(Duration.ofSeconds(caching.seconds())) + " at " + caching.similarity();
  }

  /** As it is said, {@link Times#span}. */
  private static String span(Duration span) {
    long seconds = span.toSeconds();
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private String owner(@Nullable Coldkey owner) {
    return owner == null ? UNLIMITED : names.getOrDefault(owner, owner.checksummed());
  }
}
