package witan.cli.network;

/**
 * What is known of a part's process, as it stands in {@code HOME/run}.
 *
 * @param name of the part
 * @param process the process, also after its death
 * @param port where it listens
 * @param health the address that tells whether it is ready
 * @param state starting, ready, restarting or stopped
 * @param restarts how often it was started again
 * @param order parts are started in this order and stopped in the reverse
 * @param stopSignal the signal that ends it in order
 */
public record PartState(
    String name,
    ProcessMark process,
    int port,
    String health,
    String state,
    int restarts,
    int order,
    String stopSignal) {
  static final String STARTING = "starting";
  static final String READY = "ready";
  static final String RESTARTING = "restarting";

  PartState in(String newState) {
    return new PartState(name, process, port, health, newState, restarts, order, stopSignal);
  }
}
