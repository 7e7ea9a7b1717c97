package witan.protocol.key;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/** A file with a secret in it: mode 600, and refused if others can read or write it. */
final class KeyFile {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private KeyFile() {}

  /**
   * @throws NoSuchFileException if there is none
   * @throws IOException if others can read it; the message says what to do
   */
  static String read(Path file) throws IOException {
    Set<PosixFilePermission> open = new HashSet<>(Files.getPosixFilePermissions(file));
    open.removeAll(
        EnumSet.range(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE));
    if (!open.isEmpty()) {
      throw new IOException(
          "key file "
              + file
              + " is open to others ("
              + PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
              + "); if nobody has read it, run: chmod 600 "
              + file);
    }
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  /** What is wrong with a file that was read. Without a cause: a parser's may quote the secret. */
  static IOException holdsNoKey(Path file) {
    return new IOException(
        "key file "
            + file
            + " holds no key; restore it from a copy, or move it away for a new one");
  }

  /**
   * Writes a new file; its folder is made if need be.
   *
   * @throws FileAlreadyExistsException rather than lose the key that is there
   */
  static void write(Path file, String text) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    // Beside the file, then linked in: whoever finds the file finds a whole key in it, and of two
    // that start at once only one makes it.
    Path part =
        absolute.resolveSibling(absolute.getFileName() + "." + ProcessHandle.current().pid());
    Files.deleteIfExists(part);
    try {
      try (var channel =
          Files.newByteChannel(
              part,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
        Channels.newOutputStream(channel).write(bytes);
      }
      Files.createLink(absolute, part);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
