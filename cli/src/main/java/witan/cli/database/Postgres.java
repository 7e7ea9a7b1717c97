package witan.cli.database;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import witan.cli.Failure;
import witan.cli.Home;
import witan.cli.Sessions;
import witan.cli.network.Part;
import witan.cli.network.Probe;

/**
 * The network's own PostgreSQL: its data lie in the home folder and are kept between runs, it
 * listens on loopback only, and asks for a password.
 *
 * @param home the network's home
 * @param port where it listens
 * @param password of the database's one user
 */
public record Postgres(Home home, int port, String password) {
  public static final String NAME = "postgres";
  private static final String USER = "witan";
  private static final String DATABASE = "witan";
  private static final int INITDB_SECONDS = 120;

  /** What a Quarkus service needs to reach this database. */
  public Map<String, String> datasource() {
    String address = "127.0.0.1:" + port + "/" + DATABASE;
    return Map.of(
        "QUARKUS_DATASOURCE_DB_KIND",
        "postgresql",
        "QUARKUS_DATASOURCE_USERNAME",
        USER,
        "QUARKUS_DATASOURCE_PASSWORD",
        password,
        "QUARKUS_DATASOURCE_JDBC_URL",
        "jdbc:postgresql://" + address,
        "QUARKUS_DATASOURCE_REACTIVE_URL",
        "postgresql://" + address);
  }

  /** The database as a part of the network; its folder is made at the first call. */
  public Part part(Path cache) {
    Path programs = PostgresBinaries.unpacked(cache).resolve("bin");
    Path data = home.postgres();
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      initialise(programs, data);
    }
    removeStaleMark(data);
    List<String> command = new ArrayList<>(asOrdinaryUser());
    command.addAll(
        List.of(
            programs.resolve("postgres").toString(),
            "-D",
            data.toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "max_connections=50",
            "-c",
            "shared_buffers=128MB"));
    return new Part(
        NAME,
        command,
        Map.of(),
        port,
        URI.create("postgresql://127.0.0.1:" + port + "/" + DATABASE),
        probe(),
        List.of(),
        // INT is PostgreSQL's fast shutdown; TERM would wait for every client to leave.
        "INT",
        home.log(NAME));
  }

  private void initialise(Path programs, Path data) {
    Path fresh = data.resolveSibling("postgres.new");
    Path log = home.log("initdb");
    Path secret = home.folder().resolve("secrets").resolve(".initdb");
    try {
      delete(fresh);
      Files.createDirectories(secret.getParent());
      Files.deleteIfExists(secret);
      Files.createFile(
          secret,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(secret, password + "\n");
      List<String> command = new ArrayList<>(asOrdinaryUser());
      command.addAll(
          List.of(
              programs.resolve("initdb").toString(),
              "-D",
              fresh.toString(),
              "-U",
              USER,
              "-A",
              "scram-sha-256",
              "--pwfile=" + secret,
              "-E",
              "UTF8",
              "--locale=C",
              "--no-instructions"));
      Process initdb =
          new ProcessBuilder(Sessions.bound(command, "TERM"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!initdb.waitFor(INITDB_SECONDS, TimeUnit.SECONDS)) {
        initdb.destroyForcibly();
        throw new Failure("PostgreSQL's initdb took longer than " + INITDB_SECONDS + " s.");
      }
      if (initdb.exitValue() != 0) {
        throw new Failure(
            "PostgreSQL's data folder could not be made. What initdb said:\n  "
                + Files.readString(log).strip().replace("\n", "\n  "));
      }
      Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new Failure("PostgreSQL's data folder could not be made: " + Failure.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted while PostgreSQL's data folder was made.", e);
    } finally {
      secret.toFile().delete();
    }
  }

  /**
   * PostgreSQL refuses to run as root. In a user namespace of its own it is root's process outside
   * and nobody's inside, which is how the embedded one runs in zonky's library as well.
   */
  private static List<String> asOrdinaryUser() {
    return isRoot() ? List.of("unshare", "-U") : List.of();
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Fails with a sentence where root may not make a user namespace, as in some containers. */
  public static void check() {
    if (!isRoot()) {
      return;
    }
    try {
      Process process =
          new ProcessBuilder("unshare", "-U", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor(INITDB_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
        return;
      }
    } catch (IOException e) {
      // Said below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new Failure(
        "PostgreSQL does not run as root, and this machine gives it no user namespace. Start this"
            + " command as an ordinary user, or name a database of your own with"
            + " QUARKUS_DATASOURCE_JDBC_URL, QUARKUS_DATASOURCE_REACTIVE_URL,"
            + " QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD.");
  }

  // After a crash of the machine the mark may name a process that is another program by now, and
  // PostgreSQL would not start beside it. The home's lock says that no database of ours runs.
  private static void removeStaleMark(Path data) {
    Path mark = data.resolve("postmaster.pid");
    try (Stream<String> lines = Files.exists(mark) ? Files.lines(mark) : Stream.empty()) {
      boolean runs =
          lines
              .findFirst()
              .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
              .flatMap(process -> process.info().command())
              .filter(command -> command.endsWith("/postgres"))
              .isPresent();
      if (!runs) {
        Files.deleteIfExists(mark);
      }
    } catch (IOException | NumberFormatException e) {
      // PostgreSQL judges the mark itself, and says so in its log.
    }
  }

  /** A connection to Witan's database, which is there once it is ready. */
  public Connection connect() throws SQLException {
    return connect(DATABASE, new Properties());
  }

  private Connection connect(String database, Properties limits) throws SQLException {
    limits.setProperty("user", USER);
    limits.setProperty("password", password);
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, limits);
  }

  private Probe probe() {
    return () -> {
      Properties limits = new Properties();
      limits.setProperty("connectTimeout", "2");
      limits.setProperty("socketTimeout", "10");
      try (Connection connection = connect("postgres", limits);
          Statement statement = connection.createStatement()) {
        try (ResultSet found =
            statement.executeQuery(
                "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
          if (found.next()) {
            return true;
          }
        }
        statement.execute("CREATE DATABASE " + DATABASE);
        return true;
      } catch (SQLException e) {
        return false;
      }
    };
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
