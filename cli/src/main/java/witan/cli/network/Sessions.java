package witan.cli.network;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Starts programs in a session of their own, so that Ctrl-C in a terminal reaches the supervisor
 * alone, which then stops its parts in order.
 */
final class Sessions {
  /** Programs that turn into the one named after their options. */
  private static final Set<String> WRAPPERS = Set.of("unshare", "setsid");

  private Sessions() {}

  /** The command in a session of its own, where the machine can do that. */
  static List<String> own(List<String> command) {
    if (!onPath("setsid")) {
      return command;
    }
    List<String> wrapped = new ArrayList<>();
    wrapped.add("setsid");
    wrapped.addAll(command);
    return wrapped;
  }

  /** The file name of the program that the command ends up as. */
  static String program(List<String> command) {
    for (String word : command) {
      String name = Path.of(word).getFileName().toString();
      if (!WRAPPERS.contains(name) && !word.startsWith("-")) {
        return name;
      }
    }
    throw new IllegalArgumentException("a command without a program: " + command);
  }

  static boolean onPath(String program) {
    String path = System.getenv("PATH");
    if (path == null) {
      return false;
    }
    for (String folder : path.split(File.pathSeparator)) {
      if (!folder.isBlank() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
