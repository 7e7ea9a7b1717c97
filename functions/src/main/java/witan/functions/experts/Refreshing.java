package witan.functions.experts;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Keeps the directory fresh, and says once when the ledger goes away and once when it is back. */
@ApplicationScoped
class Refreshing {

  private static final Logger LOG = Logger.getLogger(Refreshing.class);

  private final Directory directory;
  private volatile boolean away;

  Refreshing(Directory directory) {
    this.directory = directory;
  }

  @Scheduled(
      every = "${witan.gate.refresh}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void refresh() {
    try {
      directory.refresh();
      if (away) {
        away = false;
        LOG.info("the ledger is back");
      }
    } catch (RuntimeException e) {
      if (!away) {
        away = true;
        LOG.warnf("the ledger does not answer, the last list of experts stands: %s", e);
      }
    }
  }
}
