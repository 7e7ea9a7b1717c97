package witan.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command understands: which network is meant, and how to print. */
public final class GlobalOptions {
  @Option(
      names = "--port-base",
      paramLabel = "N",
      description =
          "First port of this network (default: $WITAN_PORT_BASE, or 8080); the gateway listens"
              + " there, the other parts above it.")
  private @Nullable Integer portBase;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "Where this network keeps its state (default: $WITAN_HOME, or ~/.local/share/witan).")
  private @Nullable Path home;

  @Option(names = "--json", description = "Print JSON instead of text.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show what this command does.")
  private boolean help;

  /** Whether the user named ports; otherwise those of the running network are used. */
  public boolean hasPortBase() {
    return portBase != null;
  }

  public Ports ports() {
    if (portBase != null) {
      return new Ports(portBase);
    }
    String set = System.getenv("WITAN_PORT_BASE");
    if (set == null || set.isBlank()) {
      return new Ports(Ports.DEFAULT_BASE);
    }
    try {
      return new Ports(Integer.parseInt(set.strip()));
    } catch (NumberFormatException e) {
      throw new Failure("WITAN_PORT_BASE is not a number: " + set + ".", e);
    }
  }

  public Home home() {
    if (home != null) {
      return new Home(home);
    }
    return new Home(Folders.ofSetting("WITAN_HOME", ".local/share/witan"));
  }

  public boolean json() {
    return json;
  }
}
