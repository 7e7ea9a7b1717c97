package witan.inference.model;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Lets the index follow the folder while the expert serves. */
@ApplicationScoped
class CorpusWatch {

  private static final Logger LOG = Logger.getLogger(CorpusWatch.class);

  private final LiveExpert live;

  CorpusWatch(LiveExpert live, MeterRegistry meters) {
    this.live = live;
    meters.gauge(
        "witan.passages", live, l -> l.get().map(e -> (double) e.retrieval().size()).orElse(0.0));
    meters.gauge(
        "witan.documents.unreadable",
        live,
        l -> l.get().map(e -> (double) e.retrieval().index().unreadable()).orElse(0.0));
  }

  @Scheduled(
      every = "${witan.expert.retrieval.rescan:10s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void refresh() {
    try {
      live.get().ifPresent(expert -> expert.retrieval().index().refresh());
    } catch (RuntimeException e) {
      // What is indexed stays in service; the next look tries again.
      LOG.errorf(e, "The index could not follow the folder");
    }
  }
}
