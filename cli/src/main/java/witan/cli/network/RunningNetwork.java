package witan.cli.network;

import java.util.Optional;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Home;
import witan.cli.Ports;

/** The network that runs in a home, for commands that talk to it. */
public final class RunningNetwork {
  private RunningNetwork() {}

  static Optional<SupervisorState> of(Home home) {
    return RunFolder.of(home, RunFolder.NETWORK)
        .supervisor()
        .filter(state -> state.process().alive().isPresent());
  }

  /**
   * Where the gateway is: at the base that was named, else where the home's network runs.
   *
   * @throws Failure if a home was named in which none runs: another one's answer is not meant then
   */
  public static String gateway(GlobalOptions options) {
    String loopback = Blueprint.url("127.0.0.1", options.ports().graphql());
    if (options.hasPortBase()) {
      return loopback;
    }
    Optional<String> running = of(options.home()).map(SupervisorState::url);
    if (running.isEmpty() && options.hasHome()) {
      throw noneRuns(options);
    }
    return running.orElse(loopback);
  }

  /**
   * Where the ledger is: at the base that was named, else where the home's network runs.
   *
   * @throws Failure if none runs there
   */
  public static String ledger(GlobalOptions options) {
    if (options.hasPortBase()) {
      return Blueprint.url("127.0.0.1", options.ports().ledger());
    }
    SupervisorState network = of(options.home()).orElseThrow(() -> noneRuns(options));
    return Blueprint.url("127.0.0.1", new Ports(network.portBase()).ledger());
  }

  static Failure noneRuns(GlobalOptions options) {
    return new Failure(
        "No network runs in %s. Start one with: ./witan%s up"
            .formatted(options.home().folder(), options.homeWords()),
        Failure.NOTHING_RUNS);
  }
}
