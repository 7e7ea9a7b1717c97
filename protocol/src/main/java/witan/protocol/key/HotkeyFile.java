package witan.protocol.key;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.HexFormat;
import java.util.Set;
import witan.protocol.Json;

/**
 * A hotkey in a file: JSON with the public and the secret half in hexadecimal, mode 600.
 *
 * <p>A file that others can read or write is refused: its key may be known to them already.
 */
public final class HotkeyFile {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private HotkeyFile() {}

  private record Content(
      @JsonProperty("hotkey") Hotkey hotkey, @JsonProperty("secret") String secret) {

    Content {
      if (hotkey == null || secret == null) {
        throw new IllegalArgumentException("a key file has the fields \"hotkey\" and \"secret\"");
      }
    }

    @Override
    public String toString() {
      return "Content[" + hotkey + "]";
    }
  }

  /**
   * @throws NoSuchFileException if there is none
   * @throws IOException if others can read it, or it holds no key; the message says what to do
   */
  public static HotkeyPair load(Path file) throws IOException {
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
    try {
      Content content =
          Json.mapper().readValue(Files.readString(file, StandardCharsets.UTF_8), Content.class);
      return HotkeyPair.of(content.hotkey, HexFormat.of().parseHex(content.secret));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      // Without the cause: a parser's message may quote the secret.
      throw new IOException(
          "key file "
              + file
              + " holds no key; restore it from a copy, or move it away for a new one");
    }
  }

  /**
   * Writes a new file; its folder is made if need be.
   *
   * @throws FileAlreadyExistsException rather than lose the key that is there
   */
  public static void save(HotkeyPair pair, Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Content content = new Content(pair.hotkey(), HexFormat.of().formatHex(pair.secret()));
    byte[] bytes = (Json.write(content) + "\n").getBytes(StandardCharsets.UTF_8);
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

  /** The file's key; a new one, saved there, if there is no file. */
  public static HotkeyPair loadOrCreate(Path file) throws IOException {
    try {
      return load(file);
    } catch (NoSuchFileException none) {
      try {
        HotkeyPair made = HotkeyPair.generate();
        save(made, file);
        return made;
      } catch (FileAlreadyExistsException another) {
        return load(file);
      }
    }
  }
}
