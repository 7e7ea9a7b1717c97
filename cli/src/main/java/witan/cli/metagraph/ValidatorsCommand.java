package witan.cli.metagraph;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import witan.cli.GlobalOptions;
import witan.cli.SubnetOption;
import witan.cli.Table;
import witan.cli.ledger.LedgerClient;
import witan.cli.wallet.Tao;
import witan.protocol.Json;
import witan.protocol.ledger.ValidatorInfo;

/** {@code validators}. */
@Command(
    name = "validators",
    description = {
      "Shows whom one can stake to on a subnet, the most stake first.",
      "APR is what their nominators were paid a year by what they had staked, over 30 days at most;",
      "PENDING the same rate for what has come since the last epoch, if it is shared out like that",
      "one. TAKE is what a validator keeps before."
    })
public final class ValidatorsCommand implements Runnable {

  private static final int PAGE = 1_000;

  @Mixin private GlobalOptions options = new GlobalOptions();
  @Mixin private SubnetOption subnet = new SubnetOption();

  @Override
  public void run() {
    List<ValidatorInfo> validators;
    try (LedgerClient ledger = LedgerClient.of(options)) {
      validators = all(ledger);
    }
    if (options.json()) {
      System.out.println(Json.write(validators));
    } else if (validators.isEmpty()) {
      System.out.printf(
          "Nobody may validate on subnet %d yet, and nothing is staked there. Stake to one of its"
              + " neurons with: ./witan stake add HOTKEY AMOUNT --netuid %<d%n"
              + "./witan metagraph --netuid %<d shows them.%n",
          subnet.netuid());
    } else {
      System.out.println(table(validators));
    }
  }

  private List<ValidatorInfo> all(LedgerClient ledger) {
    List<ValidatorInfo> all = new ArrayList<>();
    String after = "";
    while (true) {
      ValidatorInfo[] page =
          ledger.ofSubnet(
              subnet.netuid(), "/validators?first=" + PAGE + after, ValidatorInfo[].class);
      all.addAll(List.of(page));
      if (page.length < PAGE) {
        return all;
      }
      after = "&after=" + all.getLast().stake() + "-" + all.getLast().uid();
    }
  }

  private static Table table(List<ValidatorInfo> validators) {
    Table table =
        new Table("UID", "HOTKEY", "STAKE", "NOMINATORS", "TAKE", "TRUST", "APR", "PENDING", "")
            .right("UID", "STAKE", "NOMINATORS", "TAKE", "TRUST", "APR", "PENDING");
    for (ValidatorInfo validator : validators) {
      table.row(
          String.valueOf(validator.uid()),
          validator.hotkey().hex(),
          Tao.text(validator.stake()),
          Integer.toString(validator.nominators()),
          Shares.text(validator.take()),
          Shares.text(validator.validatorTrust()),
          Shares.text(validator.aprOver30Days()),
          Shares.text(validator.pendingApr()),
          validator.validatorPermit() ? "" : "no permit");
    }
    return table;
  }
}
