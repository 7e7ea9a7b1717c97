package witan.cli.key;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.ledger.LedgerClient;
import witan.protocol.Rao;
import witan.protocol.access.ApiKey;
import witan.protocol.access.ApiKeyRecord;
import witan.protocol.access.EscrowInfo;
import witan.protocol.access.Payment;
import witan.protocol.access.Refund;
import witan.protocol.key.Coldkey;

/** The API keys and escrows that the ledger of the running network keeps for its gateway. */
final class KeyBooks implements AutoCloseable {

  private static final int PAGE = 1_000;

  private final LedgerClient ledger;

  /** The gateway's, into which owners pay. */
  private final Coldkey account;

  /** Of the network that runs in the options' home, whose owner alone has its key. */
  KeyBooks(GlobalOptions options) {
    ledger = LedgerClient.ofOwner(options);
    account = options.home().gatewayColdkey().coldkey();
  }

  /** All keys, the latest first. */
  List<ApiKeyRecord> all() {
    List<ApiKeyRecord> all = new ArrayList<>();
    String before = "";
    while (true) {
      List<ApiKeyRecord> page =
          List.of(
              ledger
                  .find("/api-keys?first=" + PAGE + before, ApiKeyRecord[].class)
                  .orElseThrow(ledger::noLedger));
      all.addAll(page);
      if (page.size() < PAGE) {
        return all;
      }
      before = "&before=" + page.getLast().key().id();
    }
  }

  /**
   * The key of an id or a name; where revoked ones have the same name, the one that is not.
   *
   * @throws Failure if there is none, or not one alone
   */
  ApiKeyRecord named(String idOrName) {
    List<ApiKeyRecord> all = all();
    List<ApiKeyRecord> found = all.stream().filter(one -> one.key().id().equals(idOrName)).toList();
    if (found.isEmpty()) {
      found = all.stream().filter(one -> one.key().name().equals(idOrName)).toList();
    }
    if (found.size() > 1 && found.stream().anyMatch(one -> one.revokedAt() == null)) {
      found = found.stream().filter(one -> one.revokedAt() == null).toList();
    }
    if (found.isEmpty()) {
      throw new Failure(
          "There is no API key \"%s\". List them with: ./witan key list".formatted(idOrName));
    }
    if (found.size() > 1) {
      throw new Failure(
          "Several API keys are called \"%s\": %s. Name one by its id."
              .formatted(
                  idOrName,
                  found.stream().map(one -> one.key().id()).collect(Collectors.joining(", "))));
    }
    return found.getFirst();
  }

  /** Adds a key, or changes it. */
  ApiKeyRecord put(ApiKey key) {
    return ledger.put("/api-keys/" + key.id(), key, ApiKeyRecord.class);
  }

  ApiKeyRecord revoke(String id) {
    return ledger.delete("/api-keys/" + id, ApiKeyRecord.class);
  }

  /** What an owner has with the gateway. */
  EscrowInfo escrow(Coldkey owner) {
    return ledger
        .find("/escrows/" + account + "/" + owner, EscrowInfo.class)
        .orElseThrow(ledger::noLedger);
  }

  Payment refund(Coldkey owner, UUID id, Rao amount) {
    return ledger.put(
        "/escrows/" + account + "/" + owner + "/refunds/" + id, new Refund(amount), Payment.class);
  }

  @Override
  public void close() {
    ledger.close();
  }
}
