package witan.cli.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import witan.cli.Failure;
import witan.cli.Home;
import witan.cli.Json;

/**
 * What one supervisor has written down about its parts: {@code HOME/run/GROUP}, one JSON file a
 * part and one for itself. It outlives the supervisor, so that the next command can clean up after
 * it.
 */
public final class RunFolder {
  /** The group that {@code up} starts. */
  public static final String NETWORK = "network";

  private static final String SUPERVISOR = "supervisor.json";
  private static final String PART = "part-";
  private static final Duration END_OF_AN_ORPHAN = Duration.ofSeconds(10);

  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  public static RunFolder of(Home home, String group) {
    return new RunFolder(home.run().resolve(group));
  }

  /** Every group of this home; experts that were added come first, as they are stopped first. */
  public static List<RunFolder> all(Home home) {
    if (!Files.isDirectory(home.run())) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(home.run())) {
      return folders
          .filter(Files::isDirectory)
          .sorted(
              Comparator.comparing((Path path) -> path.endsWith(NETWORK))
                  .thenComparing(Comparator.naturalOrder()))
          .map(RunFolder::new)
          .toList();
    } catch (IOException e) {
      throw new Failure("The folder " + home.run() + " can't be read.", e);
    }
  }

  String group() {
    return folder.getFileName().toString();
  }

  /**
   * Claims the group for this process, for as long as the lock is held; empty when another process
   * has it.
   */
  Optional<FileLock> claim() {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        lock = null;
      }
      if (lock == null) {
        channel.close();
      }
      return Optional.ofNullable(lock);
    } catch (IOException e) {
      throw new Failure("The folder " + folder + " can't be written.", e);
    }
  }

  /** Whether a living process has claimed the group. */
  boolean isClaimed() {
    if (!Files.exists(folder.resolve("lock"))) {
      return false;
    }
    Optional<FileLock> lock = claim();
    lock.ifPresent(RunFolder::release);
    return lock.isEmpty();
  }

  static void release(FileLock lock) {
    try {
      lock.acquiredBy().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(SupervisorState state) {
    write(SUPERVISOR, state);
  }

  void write(PartState state) {
    write(PART + state.name() + ".json", state);
  }

  Optional<SupervisorState> supervisor() {
    return Optional.ofNullable(read(folder.resolve(SUPERVISOR), SupervisorState.class));
  }

  /** The parts that were written down, in the order of their start. */
  public List<PartState> parts() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<PartState> parts = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(PART) && name.endsWith(".json")) {
          PartState state = read(file, PartState.class);
          if (state != null) {
            parts.add(state);
          }
        }
      }
    } catch (IOException e) {
      throw new Failure("The folder " + folder + " can't be read.", e);
    }
    parts.sort(Comparator.comparingInt(PartState::order));
    return parts;
  }

  /** Those of the parts that are experts. */
  public List<PartState> experts() {
    return parts().stream().filter(part -> !ExpertFolder.TAKEN.contains(part.name())).toList();
  }

  /**
   * Ends what a killed supervisor left behind, in reverse order, and forgets it. Only to be called
   * by whoever has claimed the group.
   *
   * @return how many processes were ended
   */
  int cleanUp() {
    int ended = 0;
    for (PartState part : parts().reversed()) {
      Optional<ProcessHandle> orphan = part.process().alive();
      if (orphan.isPresent()) {
        Signals.end(orphan.get(), part.stopSignal(), END_OF_AN_ORPHAN);
        ended++;
      }
    }
    forget();
    return ended;
  }

  /** Removes what was written; the lock's file stays, as removing it would let two claim it. */
  void forget() {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (file.toString().endsWith(".json")
            || file.getFileName().toString().startsWith(".fresh")) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new Failure("The folder " + folder + " can't be cleaned.", e);
    }
  }

  private void write(String name, Object value) {
    try {
      Files.createDirectories(folder);
      Path fresh = Files.createTempFile(folder, ".fresh", "");
      Files.writeString(fresh, Json.pretty(value));
      // Readers find the old state or the new one, never half of it.
      Files.move(
          fresh,
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Failure("The folder " + folder + " can't be written.", e);
    }
  }

  private static <T> @Nullable T read(Path file, Class<T> type) {
    try {
      return Json.MAPPER.readValue(Files.readString(file), type);
    } catch (JsonProcessingException e) {
      throw new Failure(file + " is damaged. Stop what runs, and remove that file.", e);
    } catch (IOException e) {
      return null; // removed meanwhile
    }
  }
}
