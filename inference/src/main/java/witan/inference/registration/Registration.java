package witan.inference.registration;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import witan.inference.expert.ExpertConfig;
import witan.inference.expert.ExpertKey;
import witan.inference.expert.OpenSessions;
import witan.inference.model.LiveExpert;
import witan.inference.model.LoadedExpert;
import witan.inference.retrieval.PassageIndex;
import witan.protocol.network.Deregistration;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRegistration;
import witan.protocol.network.Heartbeat;
import witan.protocol.signature.SignedMessage;

/**
 * Keeps the expert known to its network.
 *
 * <p>Once loaded it registers, asking again with growing pauses until the network answers; then it
 * sends a heartbeat every two seconds, and registers anew when the network has forgotten it or its
 * corpus has changed. On a clean stop it says farewell, so that nobody is sent to it any more.
 */
@ApplicationScoped
public class Registration {

  private static final Logger LOG = Logger.getLogger(Registration.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final ExpertConfig config;
  private final ExpertKey key;
  private final LiveExpert live;
  private final OpenSessions sessions;
  private final Network network;
  private final String host;
  private final int port;
  private final InstantSource clock = InstantSource.system();

  private volatile boolean registered;
  private volatile String waitingFor = "The network has not been asked yet.";
  private @Nullable Thread thread;

  Registration(
      ExpertConfig config,
      ExpertKey key,
      LiveExpert live,
      OpenSessions sessions,
      Network network,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    this.config = config;
    this.key = key;
    this.live = live;
    this.sessions = sessions;
    this.network = network;
    this.host = host;
    this.port = port;
  }

  /** Whether the network knows this expert now. */
  public boolean registered() {
    return registered;
  }

  /** Why the network does not know it: one sentence. */
  public String waitingFor() {
    return waitingFor;
  }

  void start(@Observes StartupEvent event) {
    thread = Thread.ofVirtual().name("registration").start(this::run);
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      running.join(Duration.ofSeconds(1));
    }
    if (registered) {
      try {
        Deregistration farewell = new Deregistration(key.hotkey(), clock.instant());
        network.post(
            "/network/deregistrations",
            SignedMessage.of(Deregistration.TYPE, farewell, key.pair()));
      } catch (IOException unreachable) {
        // Without a heartbeat the network notices by itself.
        LOG.infof("The network could not be told of the stop: %s", unreachable.getMessage());
      }
    }
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    @Nullable ExpertDescriptor descriptor = null;
    @Nullable Map<String, String> described = null; // the documents that the descriptor is of
    boolean announced = false;
    try {
      while (true) {
        LoadedExpert expert = live.get().orElse(null);
        if (expert == null) {
          Thread.sleep(FIRST_PAUSE);
          continue;
        }
        try {
          Map<String, String> documents = expert.retrieval().index().read(PassageIndex::documents);
          if (descriptor == null || !documents.equals(described)) {
            descriptor =
                Descriptor.of(expert, config.name(), key.hotkey(), endpoint(), owner(expert));
            described = documents;
            announced = false;
          }
          boolean done;
          if (registered && announced) {
            done = beat(expert);
          } else {
            done = register(descriptor);
            announced = done;
          }
          pause = done ? FIRST_PAUSE : longer(pause);
          Thread.sleep(registered ? Heartbeat.EVERY : pause);
        } catch (IOException | RuntimeException e) {
          // A network that is silent for a moment may still know the expert: the next heartbeat
          // tells.
          waits("The network at " + network.url() + " does not answer: " + e.getMessage());
          pause = longer(pause);
          Thread.sleep(pause);
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean register(ExpertDescriptor descriptor) throws IOException, InterruptedException {
    ExpertRegistration wish =
        new ExpertRegistration(UUID.randomUUID(), clock.instant(), descriptor);
    int status =
        network.post(
            "/network/experts", SignedMessage.of(ExpertRegistration.TYPE, wish, key.pair()));
    registered = status == 200 || status == 201;
    if (registered) {
      LOG.infof(
          "Registered as %s at %s, hotkey %s",
          descriptor.name(), descriptor.endpoint(), key.hotkey());
    } else {
      waits("The network at " + network.url() + " refused the registration: HTTP " + status);
    }
    return registered;
  }

  private boolean beat(LoadedExpert expert) throws IOException, InterruptedException {
    Heartbeat beat =
        new Heartbeat(key.hotkey(), clock.instant(), sessions.count(), expert.retrieval().size());
    int status =
        network.post("/network/heartbeats", SignedMessage.of(Heartbeat.TYPE, beat, key.pair()));
    if (status == 404) {
      registered = false;
      waits("The network at " + network.url() + " does not know this expert; it registers again.");
      return true;
    }
    return status / 100 == 2;
  }

  private String endpoint() {
    return config
        .advertiseUrl()
        .map(URI::toString)
        .orElse("http://" + host + ":" + port)
        .replaceAll("/+$", "");
  }

  private String owner(LoadedExpert expert) {
    String inFile = expert.file().owner();
    return config.owner().orElse(inFile == null ? "" : inFile);
  }

  private void waits(String reason) {
    if (!reason.equals(waitingFor)) {
      LOG.warn(reason);
    }
    waitingFor = reason;
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }
}
