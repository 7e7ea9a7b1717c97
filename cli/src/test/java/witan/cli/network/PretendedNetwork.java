package witan.cli.network;

import witan.cli.Home;

/** A home in which a network seems to run: its supervisor is this process. For tests. */
public final class PretendedNetwork {

  private PretendedNetwork() {}

  /**
   * Writes down that one runs.
   *
   * @param portBase its parts are looked for above this port
   */
  public static void in(Home home, int portBase) {
    RunFolder.of(home, RunFolder.NETWORK)
        .write(
            new SupervisorState(
                ProcessMark.ofThisProcess(),
                portBase,
                Blueprint.url("127.0.0.1", portBase),
                SupervisorState.READY,
                ""));
  }
}
