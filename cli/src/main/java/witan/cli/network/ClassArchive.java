package witan.cli.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
      String build =
          Long.toHexString(
              31L * Files.getLastModifiedTime(jar).toMillis() + jar.toString().hashCode());
      Path archive =
          folder.resolve(module + "-" + Runtime.version().feature() + "-" + build + ".jsa");
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
}
