package witan.cli.network;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.Table;

/** {@code status}: what runs, and how it does. */
@Command(
    name = "status",
    description = "Shows the parts of the running network.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:the network runs", "3:nothing runs"})
public final class StatusCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  /**
   * One part as {@code --json} prints it.
   *
   * @param state starting, ready, not ready, restarting or dead
   * @param uptimeSeconds of the process
   * @param memoryBytes resident; null where the system does not tell
   */
  record Row(
      String part,
      long pid,
      int port,
      String state,
      int restarts,
      long uptimeSeconds,
      @Nullable Long memoryBytes) {}

  @Override
  public void run() {
    List<Row> rows = new ArrayList<>();
    String url = "";
    boolean supervised = false;
    try (HttpClient client = HttpClient.newHttpClient()) {
      // The network itself first, then experts that were added to it.
      for (RunFolder group : RunFolder.all(options.home()).reversed()) {
        Optional<SupervisorState> supervisor =
            group.supervisor().filter(state -> state.process().alive().isPresent());
        if (supervisor.isPresent()) {
          supervised = true;
          url = url.isEmpty() ? supervisor.get().url() : url;
        }
        for (PartState part : group.parts()) {
          rows.add(row(client, part));
        }
      }
    }
    boolean runs = rows.stream().anyMatch(row -> !row.state().equals("dead"));
    if (!runs && !supervised) {
      if (options.json()) {
        System.out.println(Json.pretty(List.of()));
      }
      throw RunningNetwork.noneRuns(options);
    }
    if (options.json()) {
      System.out.println(Json.pretty(rows));
      return;
    }
    Table table = new Table("PART", "PID", "PORT", "STATE", "RESTARTS", "UPTIME", "MEMORY");
    for (Row row : rows) {
      table.row(
          row.part(),
          Long.toString(row.pid()),
          Integer.toString(row.port()),
          row.state(),
          Integer.toString(row.restarts()),
          uptime(row.uptimeSeconds()),
          row.memoryBytes() == null ? "?" : (row.memoryBytes() >> 20) + " MB");
    }
    System.out.println(table);
    System.out.println(
        supervised ? url : "The supervisor of these parts is gone. Clean up with: ./witan down");
  }

  private static Row row(HttpClient client, PartState part) {
    Optional<ProcessHandle> process = part.process().alive();
    return new Row(
        part.name(),
        part.process().pid(),
        part.port(),
        state(client, part, process.isPresent()),
        part.restarts(),
        process
            .flatMap(handle -> handle.info().startInstant())
            .map(start -> Math.max(0, Duration.between(start, Instant.now()).toSeconds()))
            .orElse(0L),
        process.isPresent() ? memory(part.process().pid()) : null);
  }

  private static String state(HttpClient client, PartState part, boolean alive) {
    if (!alive) {
      return part.state().equals(PartState.RESTARTING) ? PartState.RESTARTING : "dead";
    }
    URI health = URI.create(part.health());
    if (!part.state().equals(PartState.READY) || !"http".equals(health.getScheme())) {
      return part.state();
    }
    // Ready once is not ready now: the part itself is asked.
    try {
      return Probe.http(client, health).ready() ? PartState.READY : "not ready";
    } catch (IOException e) {
      return "not ready";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "not ready";
    }
  }

  private static @Nullable Long memory(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(null);
    } catch (IOException | java.io.UncheckedIOException e) {
      return null;
    }
  }

  private static String uptime(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min";
    }
    return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }
}
