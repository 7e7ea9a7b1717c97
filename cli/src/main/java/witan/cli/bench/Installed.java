package witan.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import witan.cli.Failure;

/**
 * Programs of others to measure beside, installed in the cache by their registries' own clients.
 */
public final class Installed {

  private static final long MINUTES = 15;

  private Installed() {}

  /**
   * Installs npm packages into a folder unless they are there; nothing of them is run for that.
   *
   * @param packages with their versions, such as {@code graphql@16.9.0}
   * @param without the option that leaves the comparison out
   */
  public static void byNpm(Path folder, String without, List<String> packages) {
    if (Files.exists(folder.resolve("node_modules/.package-lock.json"))) { // what npm writes last
      return;
    }
    List<String> command = List.of("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund");
    run(folder, without, Stream.concat(command.stream(), packages.stream()).toList());
  }

  /** Installs a Python package into a virtual environment in a folder unless it is there. */
  public static void byPip(Path folder, String without, String requirement) {
    Path done = folder.resolve(".installed");
    if (Files.exists(done)) {
      return;
    }
    run(folder, without, List.of("python3", "-m", "venv", folder.toString()));
    run(folder, without, List.of(folder.resolve("bin/pip").toString(), "install", requirement));
    try {
      Files.writeString(done, "");
    } catch (IOException e) {
      throw new Failure("The folder " + folder + " can't be written.", e);
    }
  }

  private static void run(Path folder, String without, List<String> command) {
    String program = Path.of(command.getFirst()).getFileName().toString();
    Path log = folder.resolve("install.log");
    try {
      Files.createDirectories(folder);
      System.err.println(program + ": installing into " + folder + " ...");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new Failure(
            "%s could not install: %s says why; %s leaves it out."
                .formatted(program, log, without));
      }
    } catch (IOException e) {
      throw new Failure(
          "%s can't be run (%s); install it, or leave it out with %s."
              .formatted(program, Failure.reason(e), without),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted while " + program + " installed.");
    }
  }
}
