package witan.functions.experts;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import witan.functions.learning.Learning;

/**
 * Keeps fresh who can be asked and what was learned of them, and says once when the ledger goes
 * away and once when it is back.
 */
@ApplicationScoped
class Refreshing {

  private static final Logger LOG = Logger.getLogger(Refreshing.class);

  private final Directory directory;
  private final Learning learning;
  private volatile boolean away;

  Refreshing(Directory directory, Learning learning) {
    this.directory = directory;
    this.learning = learning;
  }

  @Scheduled(
      every = "${witan.gate.refresh}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void refresh() {
    try {
      directory.refresh();
      learning.refresh();
      if (away) {
        away = false;
        LOG.info("the ledger is back");
      }
    } catch (RuntimeException e) {
      if (!away) {
        away = true;
        LOG.warnf("the ledger does not answer, its last word stands: %s", e);
      }
    }
  }
}
