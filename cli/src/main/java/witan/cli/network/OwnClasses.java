package witan.cli.network;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;

/** The classes of this program's jar. */
final class OwnClasses {
  private OwnClasses() {}

  /**
   * Loads them all, so that a build that replaces the jar does not break a program that runs for
   * long. Some milliseconds.
   */
  static void load() {
    try {
      Path jar =
          Path.of(OwnClasses.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isRegularFile(jar)) { // classes in folders, as tests have them, stay where they are
        load(jar);
      }
    } catch (IOException | URISyntaxException | ClassNotFoundException e) {
      throw new IllegalStateException("the program's own jar can't be read", e);
    }
  }

  private static void load(Path jar) throws IOException, ClassNotFoundException {
    ClassLoader loader = OwnClasses.class.getClassLoader();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (var entries = file.entries(); entries.hasMoreElements(); ) {
        String name = entries.nextElement().getName();
        if (name.startsWith("witan/cli/network/") && name.endsWith(".class")) {
          Class.forName(name.replace('/', '.').substring(0, name.length() - 6), false, loader);
        }
      }
    }
  }
}
