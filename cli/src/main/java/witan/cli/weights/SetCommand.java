package witan.cli.weights;

import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.SubnetOption;
import witan.cli.ledger.LedgerClient;
import witan.cli.weights.KeptWeights.Kept;
import witan.protocol.Json;
import witan.protocol.ledger.LedgerInfo.WeightsInfo;
import witan.protocol.ledger.NodeCommand.CommitWeights;
import witan.protocol.ledger.NodeCommand.SetWeights;
import witan.protocol.ledger.NodeInfo;
import witan.protocol.ledger.Receipt;

/** {@code weights set}. */
@Command(
    name = "set",
    description = {
      "Sets a validator's weights: by a commitment where the subnet asks for one, else openly. The",
      "weights and the salt are kept in the network's home until ./witan weights reveal shows them."
    })
final class SetCommand implements Runnable {

  /** 128 bits: nobody tries them all. */
  private static final int SALT = 8;

  @Mixin private GlobalOptions options = new GlobalOptions();
  @Mixin private Validator validator = new Validator();
  @Mixin private SubnetOption subnet = new SubnetOption();

  @Option(
      names = "--version-key",
      paramLabel = "K",
      description = "Of the rules that the weights were made by (default: the subnet's).")
  private @Nullable Long versionKey;

  @Parameters(
      arity = "1..*",
      paramLabel = "UID=WEIGHT",
      converter = Weight.Converter.class,
      description = "Relative to each other, like 0=1 3=0.25.")
  private List<Weight> said = List.of();

  @Override
  public void run() {
    List<Weight> weights = Weight.checked(said);
    try (LedgerClient ledger = LedgerClient.of(options)) {
      WeightsInfo rules = rules(ledger);
      Kept kept =
          new Kept(
              validator.key().hotkey(),
              subnet.netuid(),
              weights.stream().mapToInt(Weight::uid).toArray(),
              Weight.upscaled(weights),
              salt(new SecureRandom()),
              versionKey == null ? rules.versionKey() : versionKey);
      if (rules.commitReveal()) {
        commit(ledger, kept);
      } else {
        set(ledger, kept);
      }
    }
  }

  private WeightsInfo rules(LedgerClient ledger) {
    var info = ledger.info();
    WeightsInfo rules =
        info.subnets().stream()
            .filter(one -> one.netuid() == subnet.netuid())
            .findFirst()
            .orElseThrow(() -> new Failure(LedgerClient.noSubnet(subnet.netuid(), info)))
            .weights();
    if (rules == null) {
      throw new Failure(
          "Subnet "
              + subnet.netuid()
              + " has no epochs: this ledger was founded before there were any.");
    }
    return rules;
  }

  private static int[] salt(RandomGenerator random) {
    return random.ints(SALT, 0, 1 << Short.SIZE).toArray();
  }

  private void commit(LedgerClient ledger, Kept kept) {
    KeptWeights home = new KeptWeights(options.home());
    String commitment = kept.commitment();
    // First: without the salt a commitment is worth nothing.
    home.keep(kept);
    Receipt receipt =
        validator.say(
            ledger,
            nonce ->
                new CommitWeights(
                    UUID.randomUUID(), kept.hotkey(), kept.netuid(), commitment, nonce));
    NodeInfo.Commit made =
        validator.seat(ledger, kept.netuid()).commits().stream()
            .filter(commit -> commit.commitment().equals(commitment))
            .findFirst()
            .orElseThrow(() -> new Failure("The ledger has lost commitment " + commitment + "."));
    if (options.json()) {
      System.out.println(Json.write(made));
    } else {
      System.out.printf(
          "Committed in block %d. Reveal it from height %d to %d, with: ./witan%s weights reveal%s%n",
          receipt.height(),
          made.revealFrom(),
          made.revealUntil(),
          options.homeWords(),
          validator.words());
    }
  }

  private void set(LedgerClient ledger, Kept kept) {
    Receipt receipt =
        validator.say(
            ledger,
            nonce ->
                new SetWeights(
                    UUID.randomUUID(),
                    kept.hotkey(),
                    kept.netuid(),
                    kept.uids(),
                    kept.weights(),
                    kept.versionKey(),
                    nonce));
    System.out.println(
        options.json()
            ? Json.write(receipt)
            : "Set in block %d: %s".formatted(receipt.height(), receipt.hash()));
  }
}
