package witan.cli;

import picocli.CommandLine.Option;

/** Which subnet is meant. */
public final class SubnetOption {

  @Option(
      names = "--netuid",
      paramLabel = "N",
      description = "The subnet (default: ${DEFAULT-VALUE}, text).",
      defaultValue = "1")
  private int netuid = 1;

  public int netuid() {
    return netuid;
  }
}
