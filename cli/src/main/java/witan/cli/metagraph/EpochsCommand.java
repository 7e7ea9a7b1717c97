package witan.cli.metagraph;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import witan.cli.GlobalOptions;
import witan.cli.SubnetOption;
import witan.cli.Table;
import witan.cli.ledger.LedgerClient;
import witan.cli.wallet.Tao;
import witan.protocol.Json;
import witan.protocol.ledger.EpochInfo;
import witan.protocol.ledger.LedgerInfo;

/** {@code epochs}. */
@Command(name = "epochs", description = "Shows what the epochs of a subnet paid, the latest first.")
public final class EpochsCommand implements Runnable {

  private static final int DIGITS = 12;

  @Mixin private GlobalOptions options = new GlobalOptions();
  @Mixin private SubnetOption subnet = new SubnetOption();

  @Option(
      names = "--first",
      paramLabel = "K",
      description = "So many at most (default: ${DEFAULT-VALUE}; up to 1000).",
      defaultValue = "20")
  private int first = 20;

  @Override
  public void run() {
    try (LedgerClient ledger = LedgerClient.of(options)) {
      EpochInfo[] epochs =
          ledger.ofSubnet(subnet.netuid(), "/epochs?first=" + first, EpochInfo[].class);
      if (options.json()) {
        System.out.println(Json.write(epochs));
      } else if (epochs.length == 0 && first != 0) {
        System.out.println(none(ledger.info()));
      } else {
        System.out.println(table(epochs));
      }
    }
  }

  private String none(LedgerInfo info) {
    return info.subnets().stream()
        .filter(one -> one.netuid() == subnet.netuid())
        .map(one ->
            "Subnet %d has had no epoch yet. The next one is at height %d; it is %d now."
                .formatted(one.netuid(), one.nextEpochAt(), info.height()))
        .findFirst()
        .orElseGet(() -> LedgerClient.noSubnet(subnet.netuid(), info));
  }

  private static Table table(EpochInfo[] epochs) {
    Table table =
        new Table(
                "EPOCH",
                "HEIGHT",
                "EMISSION",
                "OWNER",
                "EXPERTS",
                "VALIDATORS",
                "NOMINATORS",
                "STATE")
            .right("EPOCH", "HEIGHT", "EMISSION", "OWNER", "EXPERTS", "VALIDATORS", "NOMINATORS");
    for (EpochInfo epoch : epochs) {
      table.row(
          Long.toString(epoch.number()),
          Long.toString(epoch.height()),
          Tao.text(epoch.emission()),
          Tao.text(epoch.ownerPaid()),
          Tao.text(epoch.expertsPaid()),
          Tao.text(epoch.validatorsPaid()),
          Tao.text(epoch.nominatorsPaid()),
          epoch.stateHash().substring(0, DIGITS));
    }
    return table;
  }
}
