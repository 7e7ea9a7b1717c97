package witan.graphql.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs the test scripts under {@code src/test/clients}, in the languages of the clients that they
 * try. What they need is installed once into {@code target}, at the versions that are locked there.
 */
final class Scripts {

  private static final Path SOURCES = Path.of("src/test/clients").toAbsolutePath();
  private static final Path INSTALLED = Path.of("target/clients").toAbsolutePath();
  private static final int MINUTES_MAX = 5;
  private static final Pattern PASSED_IN_NODE = Pattern.compile("(?m)^# pass ([0-9]+)$");
  private static final Pattern RAN_IN_PYTHON = Pattern.compile("(?m)^Ran ([0-9]+) tests? in .*$");

  private Scripts() {}

  /**
   * Runs a script of Node's own test runner.
   *
   * @return how many of its tests passed; none failed
   */
  static int node(String script, URI gateway) throws IOException, InterruptedException {
    return node("node", script, gateway, Map.of());
  }

  /** The same, of the scripts in another folder, with more in their environment. */
  static int node(String sources, String script, URI gateway, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path folder =
        installed(
            sources,
            "package-lock.json",
            at -> run(at, Map.of(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
    String said =
        run(
            folder,
            environment,
            "node",
            "--test-reporter=tap",
            folder.resolve(script).toString(),
            gateway.toString());
    assertThat(said).contains("\n# fail 0\n").contains("\n# skipped 0\n");
    return count(PASSED_IN_NODE, said);
  }

  /**
   * Runs a script of Python's own {@code unittest}.
   *
   * @return how many tests passed; none failed
   */
  static int python(String script, URI gateway) throws IOException, InterruptedException {
    Path folder =
        installed(
            "python",
            "requirements.txt",
            at -> {
              run(at, Map.of(), "python3", "-m", "venv", ".");
              run(
                  at,
                  Map.of(),
                  "bin/python",
                  "-m",
                  "pip",
                  "install",
                  "--quiet",
                  "--disable-pip-version-check",
                  "--only-binary=:all:",
                  "-r",
                  "requirements.txt");
            });
    String said =
        run(folder, Map.of(), "bin/python", folder.resolve(script).toString(), gateway.toString());
    assertThat(said).containsPattern("(?m)^OK$");
    return count(RAN_IN_PYTHON, said);
  }

  private interface Installation {
    void into(Path folder) throws IOException, InterruptedException;
  }

  /** The folder with the scripts and what they need; installed anew where {@code lock} changed. */
  private static Path installed(String language, String lock, Installation installation)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(INSTALLED.resolve(language));
    Path done = folder.resolve("installed");
    String wanted = Files.readString(SOURCES.resolve(language).resolve(lock));
    try (Stream<Path> sources = Files.list(SOURCES.resolve(language))) {
      for (Path source : sources.toList()) {
        Files.copy(
            source, folder.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (!Files.exists(done) || !Files.readString(done).equals(wanted)) {
      installation.into(folder);
      Files.writeString(done, wanted);
    }
    return folder;
  }

  private static String run(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile(folder, "said", ".log");
    Process process;
    try {
      List<String> words = new ArrayList<>(List.of(command));
      if (words.getFirst().contains("/")) { // of the folder, not of the machine
        words.set(0, folder.resolve(words.getFirst()).toString());
      }
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile());
      builder.environment().putAll(environment);
      process = builder.start();
    } catch (IOException e) {
      // A reader's machine need not have every language; CI's has.
      Assumptions.assumeTrue(
          System.getenv("CI") != null, "There is no " + command[0] + " on this machine.");
      throw e;
    }
    try {
      boolean over = process.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
      assertThat(over).as("%s took too long: %s", List.of(command), said(said)).isTrue();
      assertThat(process.exitValue()).as("%s: %s", List.of(command), said(said)).isZero();
      return said(said);
    } finally {
      process.destroyForcibly();
      Files.delete(said);
    }
  }

  private static String said(Path file) throws IOException {
    return Files.readString(file);
  }

  private static int count(Pattern pattern, String said) {
    Matcher matcher = pattern.matcher(said);
    assertThat(matcher.find()).as("a count of tests in: %s", said).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
