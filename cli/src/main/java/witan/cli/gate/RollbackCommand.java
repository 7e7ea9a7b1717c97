package witan.cli.gate;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.protocol.gate.GateVersion;

/** {@code gate rollback}. */
@Command(
    name = "rollback",
    description = {
      "Makes the gate go by a version that is kept, an earlier or a later one. No question waits;",
      "answers name the version from the next second on."
    })
final class RollbackCommand implements Runnable {

  /** Stands for a gate that was never taught. */
  static final String UNTAUGHT = "untaught";

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Parameters(
      paramLabel = "VERSION",
      description = "Its first digits are enough; '" + UNTAUGHT + "' for none at all.")
  private String wanted = "";

  @Override
  public void run() {
    String version;
    try (KeptVersions versions = new KeptVersions(options)) {
      version = wanted.equals(UNTAUGHT) ? null : chosen(versions.all(), wanted);
      versions.activate(version);
    }
    System.out.println(options.json() ? json(version) : sentence(version));
  }

  private static String chosen(List<GateVersion> kept, String wanted) {
    List<String> found =
        kept.stream()
            .map(GateVersion::version)
            .filter(version -> version.startsWith(wanted))
            .distinct()
            .toList();
    if (wanted.isEmpty() || found.isEmpty()) {
      throw new Failure(
          "The ledger keeps no version of the gate that begins with \"%s\". List them with:"
                  .formatted(wanted)
              + " ./witan gate versions");
    }
    if (found.size() > 1) {
      throw new Failure(
          "Several versions begin with \"%s\": %s. Say more of its digits."
              .formatted(
                  wanted,
                  found.stream().map(VersionsCommand::digits).collect(Collectors.joining(", "))));
    }
    return found.getFirst();
  }

  private static String sentence(@Nullable String version) {
    return version == null
        ? "The gate goes by nothing that it was taught."
        : "The gate goes by " + VersionsCommand.digits(version) + ".";
  }

  private static String json(@Nullable String version) {
    return Json.pretty(Collections.singletonMap("active", version));
  }
}
