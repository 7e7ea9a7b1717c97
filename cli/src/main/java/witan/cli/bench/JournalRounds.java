package witan.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import witan.cli.Failure;
import witan.cli.Folders;
import witan.cli.database.Postgres;

/**
 * The ledger's JournalBench, run by Maven on a PostgreSQL of ours: what posting alone costs,
 * without HTTP and with signatures checked beforehand. It calls the journal itself, as nothing that
 * is served takes a command unchecked.
 */
final class JournalRounds {

  private static final String DATABASE = "journal";
  private static final int MINUTES = 10;

  private static final Pattern ROUND =
      Pattern.compile(
          "journal alone: ([0-9]+) transfers/s in batches of [0-9]+, ([0-9]+) µs of processor time");

  private JournalRounds() {}

  /** How fast each of its rounds was. */
  static List<LedgerBench.Speed> measure(Postgres postgres) {
    Map<String, String> datasource = new HashMap<>(postgres.datasource());
    create(postgres);
    datasource.replaceAll((name, value) ->
        name.endsWith("_URL") ? value.replaceFirst("/[a-z]+$", "/" + DATABASE) : value);
    String said = run(datasource, postgres.home().log("journal"));
    List<LedgerBench.Speed> rounds = new ArrayList<>();
    for (Matcher round = ROUND.matcher(said); round.find(); ) {
      rounds.add(
          new LedgerBench.Speed(
              Double.parseDouble(round.group(1)), Double.parseDouble(round.group(2)), 0));
    }
    if (rounds.isEmpty()) {
      throw new Failure("The ledger's JournalBench did not say how fast it was:\n" + said);
    }
    return rounds;
  }

  private static void create(Postgres postgres) {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + DATABASE);
    } catch (SQLException e) {
      throw new Failure("No database can be made for the journal: " + Failure.reason(e) + ".", e);
    }
  }

  private static String run(Map<String, String> datasource, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(
                "./mvnw",
                "-q",
                "-o",
                "-Dspotless.check.skip=true",
                "-pl",
                "ledger",
                "test",
                "-Dtest=JournalBench")
            .directory(Folders.repository().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(datasource);
    try {
      Process process = builder.start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        throw new Failure("The ledger's JournalBench takes too long; see " + log + ".");
      }
      if (process.exitValue() != 0) {
        throw new Failure("The ledger's JournalBench failed; " + log + " says why.");
      }
      return Files.readString(log);
    } catch (IOException e) {
      throw new Failure("The ledger's JournalBench can't be run: " + Failure.reason(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted.", e);
    }
  }
}
