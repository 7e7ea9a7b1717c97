package witan.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code version}: what runs here. */
@Command(name = "version", description = "Shows the version of Witan and of Java.")
final class VersionCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Override
  public void run() {
    // The jar's manifest knows; classes run from a folder are being worked on.
    String version = Witan.class.getPackage().getImplementationVersion();
    String known = version == null ? "development" : version;
    String java = Runtime.version().toString();
    System.out.println(
        options.json()
            ? Json.pretty(Map.of("witan", known, "java", java))
            : "Witan " + known + ", Java " + java);
  }
}
