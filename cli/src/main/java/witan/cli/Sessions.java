package witan.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Starts programs in a session of their own, so that Ctrl-C in a terminal reaches the supervisor
 * alone, which then stops its parts in order.
 */
public final class Sessions {
  /** Programs that turn into the one named after their options. */
  private static final Set<String> WRAPPERS = Set.of("unshare", "setsid", "setpriv");

  private Sessions() {}

  /** The command in a session of its own, where the machine can do that. */
  public static List<String> own(List<String> command) {
    return onPath("setsid") ? behind(command, "setsid") : command;
  }

  /**
   * The same, and the system itself sends the signal when the thread that starts the command ends,
   * as it does when the supervisor is killed: then nothing is left behind. Linux can do that; where
   * it can't be had, the next command cleans up.
   */
  public static List<String> bound(List<String> command, String signal) {
    return own(
        onPath("setpriv") && System.getProperty("os.name").equals("Linux")
            ? behind(command, "setpriv", "--pdeathsig=" + signal)
            : command);
  }

  private static List<String> behind(List<String> command, String... wrapper) {
    return Stream.concat(Stream.of(wrapper), command.stream()).toList();
  }

  /** The file name of the program that the command ends up as. */
  public static String program(List<String> command) {
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
