package witan.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folders that are not one network's own: the cache, and the repository. */
public final class Folders {
  private Folders() {}

  /** Downloads, shared by all networks of this machine. */
  public static Path cache() {
    return ofSetting("WITAN_CACHE", ".cache/witan");
  }

  /** The repository that this command was built from. */
  public static Path repository() {
    String root = System.getProperty("witan.root");
    if (root == null || !Files.isRegularFile(Path.of(root, "pom.xml"))) {
      throw new Failure("The repository was not found. Start this command as ./witan.");
    }
    return Path.of(root).toAbsolutePath().normalize();
  }

  /** The folder named by an environment variable, or one below the user's home folder. */
  static Path ofSetting(String variable, String belowUserHome) {
    String set = System.getenv(variable);
    Path folder =
        set == null || set.isBlank()
            ? Path.of(System.getProperty("user.home"), belowUserHome)
            : Path.of(set);
    return folder.toAbsolutePath().normalize();
  }
}
