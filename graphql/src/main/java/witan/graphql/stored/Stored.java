package witan.graphql.stored;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What clients want kept, each owner's apart, until it is too old or its owner has too much; by
 * whoever blocks, so never on an event loop. No text of it is in any log.
 */
@ApplicationScoped
@Startup
public class Stored {

  static final String FILE = "stored.mv";

  private static final Logger LOG = Logger.getLogger(Stored.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path file;
  private final Limits limits;
  private final InstantSource clock;

  /** The one thread that touches the file: a caller that is interrupted must not close it. */
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("stored").factory());

  private @Nullable Archive archive;

  @Inject
  public Stored(
      @ConfigProperty(name = "witan.home") Path home, StoredConfig config, InstantSource clock) {
    this.file = home.resolve(FILE);
    this.limits = new Limits(config.keep(), config.objects(), config.bytes().asLongValue());
    this.clock = clock;
    if (limits.keep().isNegative() || limits.objects() < 1 || limits.bytes() < 1) {
      throw new IllegalArgumentException(
          "witan.stored.keep must not be negative, witan.stored.objects and witan.stored.bytes at least 1");
    }
  }

  /**
   * Opens the file, if anything is to be kept.
   *
   * @throws UncheckedIOException with what to do; the gateway doesn't start
   */
  @PostConstruct
  void open() {
    if (!isOn()) {
      return;
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      archive = new Archive(file, limits, clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether anything is kept here. */
  public boolean isOn() {
    return !limits.keep().isZero();
  }

  /**
   * Keeps a thing under its {@code id}.
   *
   * @param input what it was made from
   * @return whether it is kept: not if it can't be written, or there is no room for it. Neither may
   *     cost a client the answer that it paid for
   */
  public boolean keep(Owner owner, Kind kind, ObjectNode object, ArrayNode input)
      throws InterruptedException {
    if (!isOn()) {
      return false;
    }
    try {
      boolean kept = ask(open -> open.put(owner, kind, object, input));
      if (!kept) {
        LOG.warnf("There is no room to store %s; witan.stored.bytes sets how much there is.", kind);
      }
      return kept;
    } catch (StoredException e) {
      return false; // and logged
    }
  }

  /**
   * The thing of this id, if it is this owner's.
   *
   * @throws StoredException if it can't be read; likewise below
   */
  public Optional<ObjectNode> object(Owner owner, Kind kind, String id)
      throws InterruptedException {
    return ask(open -> open.object(owner, kind, id));
  }

  /** What it was made from. */
  public Optional<ArrayNode> input(Owner owner, Kind kind, String id) throws InterruptedException {
    return ask(open -> open.input(owner, kind, id));
  }

  /** Changes the thing of this id, if it is this owner's; what it is afterwards. */
  public Optional<ObjectNode> change(
      Owner owner, Kind kind, String id, UnaryOperator<ObjectNode> change)
      throws InterruptedException {
    return ask(open -> open.change(owner, kind, id, change));
  }

  /** Takes the thing of this id out; whether there was one of this owner's. */
  public boolean delete(Owner owner, Kind kind, String id) throws InterruptedException {
    return ask(open -> open.delete(owner, kind, id));
  }

  /** Some of an owner's things; nothing if there is none behind which they would come. */
  public Optional<Found> list(Owner owner, Kind kind, Wanted wanted) throws InterruptedException {
    return ask(open -> open.list(owner, kind, wanted));
  }

  /** Takes what is gone out of the file. */
  @Scheduled(
      every = "1h",
      delayed = "10s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void sweep() throws InterruptedException {
    if (isOn()) {
      try {
        ask(open -> {
          open.sweep();
          return true;
        });
      } catch (StoredException e) {
        LOG.debug("the next sweep tries again");
      }
    }
  }

  @PreDestroy
  void close() throws InterruptedException {
    Future<?> closed = thread.submit(this::shut);
    thread.shutdown();
    try {
      closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warnf("%s could not be closed: %s", file, reason(e));
    }
  }

  private interface Work<T> {
    T on(Archive open) throws IOException;
  }

  private <T> T ask(Work<T> work) throws InterruptedException {
    Callable<T> asked =
        () -> {
          try {
            Archive open = archive == null ? new Archive(file, limits, clock) : archive;
            archive = open;
            return work.on(open);
          } catch (IOException | RuntimeException e) {
            shut(); // and opened again by whoever comes next
            throw e;
          }
        };
    try {
      return thread.submit(asked).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      throw new StoredException("The gateway is stopping.", e);
    } catch (ExecutionException | TimeoutException e) {
      LOG.errorf("%s can't be used: %s", file, reason(e));
      throw new StoredException("What is stored can't be read or written now; try again.", e);
    }
  }

  private void shut() {
    Archive open = archive;
    archive = null;
    if (open != null) {
      open.close();
    }
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    // The message of another kind of failure might hold what could not be read.
    return cause instanceof IOException || cause instanceof org.h2.mvstore.MVStoreException
        ? String.valueOf(cause.getMessage())
        : cause.getClass().getSimpleName();
  }
}
