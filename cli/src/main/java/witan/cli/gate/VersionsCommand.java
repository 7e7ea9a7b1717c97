package witan.cli.gate;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.Table;
import witan.protocol.gate.GateVersion;

/** {@code gate versions}. */
@Command(
    name = "versions",
    description = "Lists the versions that are kept of what the gate has learned, latest first.")
final class VersionsCommand implements Runnable {

  /** So many digits of a version tell it from others, and stand at the end of what answers name. */
  static final int DIGITS = 12;

  private static final DateTimeFormatter STORED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  @Mixin private GlobalOptions options = new GlobalOptions();

  /** A version as {@code --json} prints it. */
  record Row(String version, @Nullable String parent, String storedAt, boolean active) {}

  @Override
  public void run() {
    List<GateVersion> all;
    try (KeptVersions versions = new KeptVersions(options)) {
      all = versions.all();
    }
    if (options.json()) {
      System.out.println(
          Json.pretty(
              all.stream()
                  .map(one ->
                      new Row(one.version(), one.parent(), one.storedAt().toString(), one.active()))
                  .toList()));
      return;
    }
    if (all.isEmpty()) {
      System.out.println("The gate has not been taught anything yet.");
      return;
    }
    Table table = new Table("VERSION", "LEARNED ON TOP OF", "STORED", "ACTIVE");
    for (GateVersion one : all) {
      table.row(
          digits(one.version()),
          one.parent() == null ? RollbackCommand.UNTAUGHT : digits(one.parent()),
          STORED.format(one.storedAt()),
          one.active() ? "yes" : "");
    }
    System.out.println(table);
    if (all.stream().noneMatch(GateVersion::active)) {
      System.out.println("The gate goes by none of them: as if it had never been taught.");
    }
  }

  static String digits(String version) {
    return version.substring(0, DIGITS);
  }
}
