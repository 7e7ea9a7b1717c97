package witan.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import witan.cli.Failure;
import witan.cli.database.Postgres;

/** PostgreSQL's own benchmark, on a database of ours. */
final class Pgbench {

  private final Path program;
  private final Postgres database;

  private Pgbench(Path program, Postgres database) {
    this.program = program;
    this.database = database;
  }

  /** With its tables made, if it is on the path. */
  static Optional<Pgbench> prepared(Postgres database) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      Path program = Path.of(folder, "pgbench");
      if (Files.isExecutable(program)) {
        Pgbench pgbench = new Pgbench(program, database);
        pgbench.run("-i", "-q");
        return Optional.of(pgbench);
      }
    }
    return Optional.empty();
  }

  /** How many of its simple updates are done a second. */
  double simpleUpdates(int clients) {
    String said = run("-N", "-n", "-c", Integer.toString(clients), "-j", "2", "-T", "5");
    Matcher tps = Pattern.compile("tps = ([0-9.]+)").matcher(said);
    if (!tps.find()) {
      throw new Failure("pgbench did not say how fast it was: " + said);
    }
    return Double.parseDouble(tps.group(1));
  }

  private String run(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-h", "127.0.0.1", "-p", Integer.toString(database.port())));
    command.addAll(List.of("-U", "witan", "witan"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", database.password());
    try {
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new Failure("pgbench failed: " + said);
      }
      return said;
    } catch (IOException e) {
      throw new Failure("pgbench can't be run: " + Failure.reason(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted.", e);
    }
  }
}
