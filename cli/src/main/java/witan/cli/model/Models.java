package witan.cli.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import witan.cli.Failure;
import witan.cli.Home;

/**
 * The models in the cache: {@code CACHE/models/NAME/FILE}. A file there under its own name has had
 * its sha256 checked; what is still on its way has another name.
 */
public final class Models {
  private static final Duration STALL = Duration.ofSeconds(60);

  private final Path folder;
  private final Download download;
  private final PrintStream out;

  /**
   * @param cache the cache that networks share
   * @param hub the hub's address, without a path
   * @param out where progress is shown
   */
  public Models(Path cache, String hub, PrintStream out) {
    this(cache, new Download(hub, Download.PIPS, out, STALL), out);
  }

  Models(Path cache, Download download, PrintStream out) {
    this.folder = cache.resolve("models");
    this.download = download;
    this.out = out;
  }

  public Path file(Model model) {
    return folder.resolve(model.name()).resolve(model.file());
  }

  /**
   * Whether the file is there and was checked. Size and time are compared with those at the check,
   * so that asking again doesn't read the whole file.
   */
  public boolean has(Model model) {
    if (model.bundled()) {
      return true;
    }
    try {
      Path checked = checked(model);
      return Files.exists(file(model))
          && Files.exists(checked)
          && Files.readString(checked, StandardCharsets.UTF_8).equals(fingerprint(model));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Brings the model into the cache, from the first source that has it. Two at once, also from two
   * processes, are safe: the second waits and finds it there.
   *
   * @return whether it had to be fetched
   */
  public boolean pull(Model model) {
    if (model.bundled()) {
      return false;
    }
    Path own = folder.resolve(model.name());
    try {
      Files.createDirectories(own);
    } catch (IOException e) {
      throw new Failure(
          "The cache " + folder + " can't be written. Choose another with WITAN_CACHE.", e);
    }
    // Threads of one process are kept apart by the monitor, processes by the lock of the file.
    synchronized (Models.class) {
      try (FileChannel channel =
              FileChannel.open(
                  own.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = lock(channel, model)) {
        return lock.isValid() && pullLocked(model);
      } catch (IOException e) {
        throw new Failure("The model " + model.name() + " can't be stored in " + own + ".", e);
      }
    }
  }

  private FileLock lock(FileChannel channel, Model model) throws IOException {
    FileLock lock = channel.tryLock();
    if (lock != null) {
      return lock;
    }
    out.println("Another command fetches " + model.name() + "; waiting for it.");
    return channel.lock();
  }

  private boolean pullLocked(Model model) throws IOException {
    if (has(model)) {
      return false;
    }
    Path file = file(model);
    if (Files.exists(file) && sha256(file).equals(model.sha256())) {
      markChecked(model);
      return false;
    }
    Home.needSpace(folder);
    Download.clean(Objects.requireNonNull(file.getParent()));
    List<String> tried = new ArrayList<>();
    for (Source source : model.sources()) {
      Path part = file.resolveSibling(model.file() + ".part");
      try {
        download.fetch(model, source, part);
        String sum = sha256(part);
        if (sum.equals(model.sha256())) {
          Files.move(
              part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
          markChecked(model);
          return true;
        }
        Files.deleteIfExists(part);
        tried.add(source.place() + ": the file there has another sha256, " + sum);
      } catch (IOException e) {
        tried.add(source.place() + ": " + Failure.reason(e));
      }
    }
    throw new Failure(
        "The model "
            + model.name()
            + " could not be fetched. Tried:\n  "
            + String.join("\n  ", tried)
            + "\nCheck the network, or put the file at "
            + file
            + " yourself.");
  }

  private void markChecked(Model model) throws IOException {
    Files.writeString(checked(model), fingerprint(model), StandardCharsets.UTF_8);
  }

  private Path checked(Model model) {
    return file(model).resolveSibling(model.file() + ".checked");
  }

  private String fingerprint(Model model) throws IOException {
    Path file = file(model);
    return "%s %d %d"
        .formatted(model.sha256(), Files.size(file), Files.getLastModifiedTime(file).toMillis());
  }

  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
