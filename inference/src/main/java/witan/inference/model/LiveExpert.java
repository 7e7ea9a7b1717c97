package witan.inference.model;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The expert once it is loaded, and until then what keeps it from that. */
@ApplicationScoped
public class LiveExpert {

  private volatile @Nullable LoadedExpert loaded;
  private volatile String waitingFor = "The model and the index are being loaded.";

  /** The expert, once it can answer. */
  public Optional<LoadedExpert> get() {
    return Optional.ofNullable(loaded);
  }

  /** Why it cannot answer yet: one sentence. */
  public String waitingFor() {
    return waitingFor;
  }

  void loaded(LoadedExpert expert) {
    loaded = expert;
  }

  void waitsFor(String reason) {
    waitingFor = reason;
  }
}
