package witan.cli.metagraph;

import picocli.CommandLine.Option;

/** Which subnet is meant. */
final class SubnetOption {

  @Option(
      names = "--netuid",
      paramLabel = "N",
      description = "The subnet (default: ${DEFAULT-VALUE}, text).",
      defaultValue = "1")
  private int netuid = 1;

  int netuid() {
    return netuid;
  }
}
