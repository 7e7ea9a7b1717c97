package witan.cli.network;

import java.util.Optional;
import witan.cli.GlobalOptions;
import witan.cli.Home;

/** The network that runs in a home, for commands that talk to it. */
public final class RunningNetwork {
  private RunningNetwork() {}

  static Optional<SupervisorState> of(Home home) {
    return RunFolder.of(home, RunFolder.NETWORK)
        .supervisor()
        .filter(state -> state.process().alive().isPresent());
  }

  /** Where the gateway is: at the base that was named, else where the home's network runs. */
  public static String gateway(GlobalOptions options) {
    String loopback = Blueprint.url("127.0.0.1", options.ports().graphql());
    return options.hasPortBase()
        ? loopback
        : of(options.home()).map(SupervisorState::url).orElse(loopback);
  }
}
