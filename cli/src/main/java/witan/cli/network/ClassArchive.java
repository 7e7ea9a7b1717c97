package witan.cli.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * An archive of a service's parsed classes in the cache, which the JVM makes when the service first
 * ends and uses at later starts. One a service, build and JDK; a damaged or foreign one is passed
 * over by the JVM itself.
 */
final class ClassArchive {
  private ClassArchive() {}

  static List<String> options(Path cache, String module, Path jar) {
    try {
      Path folder = Files.createDirectories(cache.resolve("classes"));
      String place = module + "-" + Integer.toHexString(jar.toString().hashCode()) + "-";
      String build = Runtime.version().feature() + "-" + Files.getLastModifiedTime(jar).toMillis();
      Path archive = folder.resolve(place + build + ".jsa");
      removeOthers(folder, place, archive);
      return List.of(
          "-XX:+AutoCreateSharedArchive",
          "-XX:SharedArchiveFile=" + archive,
          "-Xlog:cds=off",
          "-Xlog:cds+dynamic=off",
          "-Xlog:aot=off");
    } catch (IOException e) {
      return List.of(); // starts without, only slower
    }
  }

  /** Archives of earlier builds would never be used again. */
  private static void removeOthers(Path folder, String place, Path archive) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(place) && !file.equals(archive)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
