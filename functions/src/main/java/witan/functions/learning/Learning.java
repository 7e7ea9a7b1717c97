package witan.functions.learning;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import witan.gating.Audit;
import witan.gating.Experience;
import witan.gating.LearningParameters;
import witan.gating.Lessons;
import witan.protocol.Json;
import witan.protocol.gate.AuditedAnswer;
import witan.protocol.gate.GateContent;
import witan.protocol.gate.GateVersion;
import witan.protocol.gate.LearnRequest;

/**
 * What the gate has learned, and how it learns more.
 *
 * <p>Whoever reads {@link #current} has one version as a whole; the next one is made ready aside
 * and then takes its place.
 */
public final class Learning {

  private static final Logger LOG = Logger.getLogger(Learning.class);

  /** So often is learned anew when another was quicker. */
  private static final int ATTEMPTS = 5;

  private final StoredVersions store;
  private final LearningParameters parameters;
  private final ReentrantLock changing = new ReentrantLock();
  private volatile Taught current = Taught.NOTHING;
  private volatile @Nullable String unreadable;

  public Learning(StoredVersions store, LearningParameters parameters) {
    this.store = store;
    this.parameters = parameters;
  }

  /** What the gate goes by. Never waits. */
  public Taught current() {
    return current;
  }

  /**
   * Asks the ledger.
   *
   * @throws RuntimeException if it can't be reached; what was learned stands
   */
  public void refresh() {
    changing.lock();
    try {
      current = refreshed(current);
    } finally {
      changing.unlock();
    }
  }

  private Taught refreshed(Taught known) {
    return switch (store.active(known.version())) {
      case StoredVersions.Active.Unchanged _ -> known;
      case StoredVersions.Active.Nothing _ -> Taught.NOTHING;
      case StoredVersions.Active.Other(GateContent content) -> read(content, known);
    };
  }

  // A version that can't be read is another program's, newer or broken: the gate goes on with what
  // it has rather than not at all.
  private Taught read(GateContent content, Taught known) {
    String version = content.version();
    try {
      Experience experience = Json.read(content.content(), Experience.class);
      return new Taught(version, new Lessons(experience, parameters));
    } catch (IllegalArgumentException e) {
      if (!version.equals(unreadable)) {
        unreadable = version;
        LOG.errorf(
            "version %s of the gate can't be read, the last one stands: %s",
            version, e.getMessage());
      }
      return known;
    }
  }

  /**
   * Learns from audits and makes the gate go by it.
   *
   * @return the version that was made, now or when the same id was first used; null if others were
   *     quicker each time
   * @throws RuntimeException if the ledger can't be reached
   */
  public @Nullable GateVersion learn(LearnRequest request) {
    List<Audit> audits = request.answers().stream().map(Learning::audit).toList();
    changing.lock();
    try {
      GateVersion done = store.find(request.id());
      for (int i = 0; done == null && i < ATTEMPTS; i++) {
        current = refreshed(current);
        Experience next = current.lessons().experience().after(audits, parameters);
        done = store.store(request.id(), new GateContent(current.version(), Json.write(next)));
      }
      if (done != null) {
        current = refreshed(current);
      }
      return done;
    } finally {
      changing.unlock();
    }
  }

  private static Audit audit(AuditedAnswer answer) {
    Map<String, Audit.Finding> findings = new HashMap<>();
    for (AuditedAnswer.Contribution contribution : answer.contributions()) {
      findings.put(
          contribution.expert().hex(),
          new Audit.Finding(contribution.evidence(), contribution.score()));
    }
    return new Audit(answer.embedding(), answer.at(), findings);
  }
}
