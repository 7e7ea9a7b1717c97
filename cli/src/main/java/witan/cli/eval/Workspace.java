package witan.cli.eval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import witan.cli.Failure;

/** A temporary folder. Kept when something fails: the logs in it say why. */
public final class Workspace {
  private final Path folder;

  private Workspace(Path folder) {
    this.folder = folder;
  }

  public static Workspace make(String name) {
    try {
      return new Workspace(Files.createTempDirectory(name));
    } catch (IOException e) {
      throw new Failure("No temporary folder can be made.", e);
    }
  }

  public Path resolve(String name) {
    return folder.resolve(name);
  }

  public void delete() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A leftover in the temporary folder harms nobody.
      System.err.println("The folder " + folder + " could not be deleted.");
    }
  }
}
