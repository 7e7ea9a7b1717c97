package witan.graphql.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import witan.protocol.Json;
import witan.protocol.key.Coldkey;
import witan.protocol.ledger.AccountEntry;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.BatchResult;
import witan.protocol.ledger.BlockInfo;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.ledger.Receipt;
import witan.protocol.ledger.SignedCommand;

/**
 * The ledger's accounts and blocks, and what owners tell it to do. Calls block and belong on a
 * virtual thread; all throw {@link LedgerException} where the ledger can't be asked.
 */
@ApplicationScoped
public class Bookkeeper {

  private static final Logger LOG = Logger.getLogger(Bookkeeper.class);
  private static final String URN = "urn:witan:problem:";
  private static final int ATTEMPTS = 2;

  private final Ledger ledger;

  @Inject
  public Bookkeeper(Ledger ledger) {
    this.ledger = ledger;
  }

  /** The ledger in a page. */
  public LedgerInfo ledger() throws InterruptedException {
    return ledger.read("/ledger", LedgerInfo.class, "The ledger keeps no accounts.");
  }

  /** What a coldkey has; nothing, if nobody ever heard of it. */
  public AccountInfo account(Coldkey coldkey) throws InterruptedException {
    return ledger.read(
        "/accounts/" + coldkey.address(), AccountInfo.class, "There is no such account.");
  }

  /**
   * The latest entries of a coldkey's accounts first, those of closed blocks.
   *
   * @param before the id of the last one that was got
   */
  public List<AccountEntry> entries(Coldkey coldkey, int first, @Nullable String before)
      throws InterruptedException {
    String from = before == null ? "" : "&before=" + before;
    return List.of(
        ledger.read(
            "/accounts/" + coldkey.address() + "/entries?first=" + first + from,
            AccountEntry[].class,
            "There is no such account."));
  }

  /** A closed block; its hashes may be missing for a moment. */
  public BlockInfo block(long height) throws InterruptedException {
    return ledger.read(
        "/blocks/" + height, BlockInfo.class, "There is no block " + height + " yet.");
  }

  /** The latest closed blocks, the latest first. */
  public List<BlockInfo> latest(int first) throws InterruptedException {
    return List.of(
        ledger.read("/blocks?first=" + first, BlockInfo[].class, "There are no blocks."));
  }

  /**
   * Has a command done, once: it is sent again where no answer came, and the ledger knows it by its
   * id.
   *
   * @throws LedgerException also when the ledger refuses it
   */
  public Receipt post(SignedCommand command) throws InterruptedException {
    byte[] body = Json.write(command).getBytes(StandardCharsets.UTF_8);
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        HttpResponse<byte[]> response =
            ledger.send("POST", "/commands", body, Map.of("Accept", "application/json"));
        String answer = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() == 200) {
          return Json.read(answer, Receipt.class);
        }
        if (response.statusCode() < 500) {
          throw refused(answer);
        }
        LOG.warnf("the ledger answers a command with status %d", response.statusCode());
      } catch (IOException | IllegalArgumentException e) {
        LOG.warnf("the ledger does not answer a command: %s", e.getMessage());
      }
    }
    throw new LedgerException(
        LedgerException.Kind.UNREACHABLE,
        "The ledger did not answer, so it is not known whether this was done. Send it again"
            + " unchanged: under its id it is done once.");
  }

  /**
   * Has commands done in their order, each once.
   *
   * @return what became of each
   * @throws LedgerException if it is not known; sent again unchanged, each is still done once
   */
  public List<BatchResult> post(List<SignedCommand> commands) throws InterruptedException {
    byte[] body = Json.write(commands).getBytes(StandardCharsets.UTF_8);
    try {
      HttpResponse<byte[]> response =
          ledger.send("POST", "/commands/batch", body, Map.of("Accept", "application/json"));
      if (response.statusCode() == 200) {
        return List.of(
            Json.read(new String(response.body(), StandardCharsets.UTF_8), BatchResult[].class));
      }
      LOG.warnf("the ledger answers a batch with status %d", response.statusCode());
    } catch (IOException | IllegalArgumentException e) {
      LOG.warnf("the ledger does not answer a batch: %s", e.getMessage());
    }
    throw new LedgerException(
        LedgerException.Kind.UNREACHABLE, "The ledger did not answer, so nobody knows yet.");
  }

  private static LedgerException refused(String problem) {
    String refusal = "REFUSED";
    String sentence = "The ledger refused this.";
    try {
      JsonNode json = Json.mapper().readTree(problem);
      String type = json.path("type").asText("");
      if (type.startsWith(URN)) {
        refusal = type.substring(URN.length()).replace('-', '_').toUpperCase(Locale.ROOT);
      }
      String title = json.path("title").asText("");
      String detail = json.path("detail").asText("");
      sentence = (title.isEmpty() ? "Refused" : title) + ". " + detail;
    } catch (JsonProcessingException e) {
      LOG.warn("the ledger refuses a command without saying why");
    }
    return LedgerException.refused(refusal, sentence.strip());
  }
}
