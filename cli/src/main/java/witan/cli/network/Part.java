package witan.cli.network;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One process of a network.
 *
 * @param name as {@code status} and {@code logs} call it
 * @param command the program and its arguments
 * @param environment what is set beyond the supervisor's own environment; empty text unsets
 * @param port where it listens on this machine
 * @param health the address that tells whether it is ready; for a part without HTTP, its address
 * @param probe asks whether it is ready
 * @param after names of the parts that must be ready before it starts
 * @param stopSignal the signal that ends it in order, {@code TERM} or {@code INT}
 * @param log what it prints goes here
 */
public record Part(
    String name,
    List<String> command,
    Map<String, String> environment,
    int port,
    URI health,
    Probe probe,
    List<String> after,
    String stopSignal,
    Path log) {

  public Part {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    after = List.copyOf(after);
  }
}
