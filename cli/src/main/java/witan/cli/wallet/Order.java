package witan.cli.wallet;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.ledger.LedgerClient;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.Command.Register;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.OwnerCommand;
import witan.protocol.ledger.Receipt;
import witan.protocol.ledger.SignedCommand;

/** What a wallet signs and the ledger does: the options that all such commands share. */
public final class Order {

  @Option(
      names = "--wallet",
      paramLabel = "NAME",
      description = "Whose it is and who signs (default: ${DEFAULT-VALUE}, who owns this network).",
      defaultValue = Wallets.OWNER)
  private String wallet = Wallets.OWNER;

  @Option(
      names = "--id",
      paramLabel = "UUID",
      description =
          "Of what is to be done once however often it is said (default: a new one each time).")
  private @Nullable UUID id;

  /** A command, once it is known whose it is and which number it has. */
  public interface Wording {
    OwnerCommand of(UUID id, ColdkeyPair signer, long nonce);
  }

  /** Signs, sends, and says what became of it. */
  void give(GlobalOptions options, Wording wording) {
    give(options, null, wording);
  }

  /** Likewise; a hotkey that the command registers signs, too. */
  void give(GlobalOptions options, @Nullable HotkeyPair hotkey, Wording wording) {
    ColdkeyPair signer = new Wallets(options.home()).key(wallet);
    try (LedgerClient ledger = LedgerClient.of(options)) {
      Optional<Receipt> earlier = earlier(ledger, signer);
      Receipt receipt = earlier.orElseGet(() -> done(ledger, signer, hotkey, wording));
      print(options, receipt, earlier.isPresent());
    }
  }

  /** Signs and sends what was not done yet; the caller says what became of it. */
  public Receipt carryOut(LedgerClient ledger, GlobalOptions options, Wording wording) {
    ColdkeyPair signer = new Wallets(options.home()).key(wallet);
    return earlier(ledger, signer).orElseGet(() -> done(ledger, signer, null, wording));
  }

  private Optional<Receipt> earlier(LedgerClient ledger, ColdkeyPair signer) {
    return Optional.ofNullable(id).flatMap(known -> ledger.receipt(signer.coldkey(), known));
  }

  private Receipt done(
      LedgerClient ledger, ColdkeyPair signer, @Nullable HotkeyPair hotkey, Wording wording) {
    long nonce = ledger.account(signer.coldkey()).nonce() + 1;
    OwnerCommand command;
    try {
      command = wording.of(id == null ? UUID.randomUUID() : id, signer, nonce);
    } catch (IllegalArgumentException e) {
      throw new Failure("That can't be done: " + Failure.reason(e) + ".", e);
    }
    Domain domain = ledger.info().domain();
    return ledger.post(
        command instanceof Register register && hotkey != null
            ? SignedCommand.sign(register, domain, signer, hotkey)
            : SignedCommand.sign(command, domain, signer),
        "Say it again with --id " + command.id() + ": then it is done once.");
  }

  private static void print(GlobalOptions options, Receipt receipt, boolean earlier) {
    if (options.json()) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("id", receipt.id().toString());
      result.put("height", receipt.height());
      result.put("hash", receipt.hash());
      System.out.println(Json.pretty(result));
    } else {
      System.out.printf(
          "%s in block %d: %s%n",
          earlier ? "Was done already," : "Done,", receipt.height(), receipt.hash());
    }
  }
}
