package witan.cli.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import witan.cli.Failure;
import witan.cli.Folders;

/** The engine in a process of its own, with the libraries that experts run on. */
final class EngineProcess {
  private EngineProcess() {}

  /**
   * Runs one of the engine's programs to its end; what it prints is shown as it comes.
   *
   * @param program its class
   * @throws Failure if it ends with another code than 0, after its own message
   */
  static void run(String program, List<String> arguments) {
    Path libraries = Folders.repository().resolve("inference/target/quarkus-app/lib/main");
    if (!Files.isDirectory(libraries)) {
      throw new Failure("The services are not built yet. Run ./witan up once, which builds them.");
    }
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--add-modules=jdk.incubator.vector",
            "-cp",
            libraries + "/*",
            program);
    try {
      int exit =
          new ProcessBuilder(Stream.concat(java.stream(), arguments.stream()).toList())
              .inheritIO()
              .start()
              .waitFor();
      if (exit != 0) {
        throw new Failure("That did not work; the engine's message above says why.");
      }
    } catch (IOException e) {
      throw new Failure("The engine could not be started: " + Failure.reason(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
