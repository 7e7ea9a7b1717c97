package witan.graphql.upstream;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import witan.protocol.Json;
import witan.protocol.key.Hotkey;
import witan.protocol.network.ExpertRecord;

/**
 * The upstreams of this gateway: a file each, {@code upstreams/NAME.json} under its home, which
 * holds the key too and is for its owner alone to read. Looked at once a second, and not while
 * somebody waits for an answer: that takes a millisecond.
 */
@ApplicationScoped
public class Upstreams {

  private static final Logger LOG = Logger.getLogger(Upstreams.class);
  private static final String ENDING = ".json";
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private final Path folder;
  private final boolean loopback;
  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private volatile List<Upstream> seen;

  /** What a file says; the name is the file's. */
  private record Entry(URI url, String model, @Nullable String key, boolean tools, Hotkey hotkey) {}

  /**
   * @param loopback whether upstreams on this machine are allowed: elsewhere than on one's own
   *     machine, such an address would reach what only the machine itself should
   */
  @Inject
  public Upstreams(
      @ConfigProperty(name = "witan.home") Path home,
      @ConfigProperty(name = "witan.upstreams.loopback", defaultValue = "false") boolean loopback) {
    this.folder = home.resolve("upstreams");
    this.loopback = loopback;
    this.seen = read();
  }

  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void look() {
    seen = read();
  }

  /** All of them, by name. */
  public List<Upstream> all() {
    return seen;
  }

  /** What the network's own lists say of them. */
  public List<ExpertRecord> records() {
    return all().stream().map(Upstream::record).toList();
  }

  /** The upstream that is asked for by this model name, such as {@code witan/NAME}. */
  public Optional<Upstream> named(String model) {
    return all().stream().filter(one -> model.equals("witan/" + one.name())).findFirst();
  }

  /** The upstream of this hotkey. */
  public Optional<Upstream> of(Hotkey hotkey) {
    return all().stream().filter(one -> one.hotkey().equals(hotkey)).findFirst();
  }

  private List<Upstream> read() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Upstream> upstreams = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Upstreams::isEntry).sorted().toList()) {
        try {
          upstreams.add(read(file));
        } catch (IOException | IllegalArgumentException e) {
          String why = "%s is left out: %s".formatted(file, e.getMessage());
          if (said.add(why)) {
            LOG.warn(why);
          }
        }
      }
    } catch (IOException e) {
      LOG.warnf("%s can't be read: %s", folder, e.getMessage());
    }
    return List.copyOf(upstreams);
  }

  private static boolean isEntry(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(ENDING) && !name.startsWith(".");
  }

  private Upstream read(Path file) throws IOException {
    if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
      throw new IllegalArgumentException("others may read it; say chmod 600");
    }
    Entry entry = Json.read(Files.readString(file), Entry.class);
    String name = file.getFileName().toString();
    Upstream upstream =
        new Upstream(
            name.substring(0, name.length() - ENDING.length()),
            entry.url(),
            entry.model(),
            entry.key(),
            entry.tools(),
            entry.hotkey());
    if (upstream.isOnLoopback() && !loopback) {
      throw new IllegalArgumentException(
          "upstreams on this machine are not allowed here (witan.upstreams.loopback)");
    }
    return upstream;
  }
}
