package witan.cli.metagraph;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import witan.cli.GlobalOptions;
import witan.cli.SubnetOption;
import witan.cli.Table;
import witan.cli.ledger.LedgerClient;
import witan.cli.wallet.Tao;
import witan.protocol.Json;
import witan.protocol.ledger.NeuronInfo;

/** {@code metagraph}. */
@Command(
    name = "metagraph",
    description = {
      "Shows who has a place on a subnet, and what the last epoch made of them.",
      "Shares are of all that experts, or validators, got; --json has them of 65,535."
    })
public final class MetagraphCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();
  @Mixin private SubnetOption subnet = new SubnetOption();

  @Override
  public void run() {
    NeuronInfo[] neurons;
    try (LedgerClient ledger = LedgerClient.of(options)) {
      neurons = ledger.ofSubnet(subnet.netuid(), "/neurons", NeuronInfo[].class);
    }
    if (options.json()) {
      System.out.println(Json.write(neurons));
    } else if (neurons.length == 0) {
      System.out.printf(
          "Nobody has a place on subnet %d yet. A hotkey gets one by:"
              + " ./witan neuron register FILE --netuid %<d%n",
          subnet.netuid());
    } else {
      System.out.println(table(neurons));
    }
  }

  private static Table table(NeuronInfo[] neurons) {
    Table table =
        new Table(
                "UID",
                "HOTKEY",
                "STAKE",
                "CONSENSUS",
                "INCENTIVE",
                "DIVIDENDS",
                "TRUST",
                "EMISSION",
                "UPDATED",
                "VALIDATES",
                "ENDPOINT")
            .right(
                "UID",
                "STAKE",
                "CONSENSUS",
                "INCENTIVE",
                "DIVIDENDS",
                "TRUST",
                "EMISSION",
                "UPDATED");
    for (NeuronInfo neuron : neurons) {
      table.row(
          Integer.toString(neuron.uid()),
          neuron.hotkey().hex(),
          Tao.text(neuron.stake()),
          Shares.text(neuron.consensus()),
          Shares.text(neuron.incentive()),
          Shares.text(neuron.dividends()),
          Shares.text(neuron.validatorTrust()),
          Tao.text(neuron.emission()),
          Long.toString(neuron.lastUpdate()),
          validates(neuron),
          neuron.endpoint() == null ? "-" : neuron.endpoint());
    }
    return table;
  }

  private static String validates(NeuronInfo neuron) {
    if (!neuron.validatorPermit()) {
      return "";
    }
    return neuron.active() ? "yes" : "may";
  }
}
