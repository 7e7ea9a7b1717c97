package witan.graphql.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import witan.telemetry.Along;

/** Responses that are being made while nobody waits, each on a thread of its own. */
@ApplicationScoped
class Background {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Map<String, Thread> running = new ConcurrentHashMap<>();

  /** Makes the response of this id; {@code work} stores what became of it, also if interrupted. */
  void start(String id, Runnable work) {
    Thread thread =
        Thread.ofVirtual()
            .name("background-" + id)
            .unstarted(
                Along.work(() -> {
                  try {
                    work.run();
                  } finally {
                    running.remove(id);
                  }
                }));
    running.put(id, thread);
    thread.start();
  }

  boolean isRunning(String id) {
    return running.containsKey(id);
  }

  /** Interrupts the making of it, if it is being made, and waits for what is stored of that. */
  void stop(String id) throws InterruptedException {
    Thread thread = running.get(id);
    if (thread != null) {
      thread.interrupt();
      thread.join(PATIENCE);
    }
  }

  @PreDestroy
  void stop() throws InterruptedException {
    running.values().forEach(Thread::interrupt);
    for (String id : running.keySet()) {
      stop(id);
    }
  }

  /** Whether this response is to become another yet. */
  static boolean isOpen(ObjectNode response) {
    String status = response.path("status").asText();
    return status.equals("queued") || status.equals("in_progress");
  }

  /** A stored response that nobody makes any more: its gateway stopped while it did. */
  static ObjectNode ended(ObjectNode response) {
    if (isOpen(response)) {
      response
          .put("status", "failed")
          .putObject("error")
          .put("code", "server_error")
          .put("message", "The gateway was stopped while it made this response. Ask again.");
    }
    return response;
  }
}
