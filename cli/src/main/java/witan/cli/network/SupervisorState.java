package witan.cli.network;

/**
 * What a supervisor says about itself.
 *
 * @param process the supervisor
 * @param portBase the network's base
 * @param url where the network, or the expert, is reached
 * @param phase starting, ready, stopping or failed
 * @param message why it failed; empty otherwise
 */
public record SupervisorState(
    ProcessMark process, int portBase, String url, String phase, String message) {
  static final String STARTING = "starting";
  static final String READY = "ready";
  static final String STOPPING = "stopping";
  static final String FAILED = "failed";

  SupervisorState in(String newPhase, String newMessage) {
    return new SupervisorState(process, portBase, url, newPhase, newMessage);
  }
}
