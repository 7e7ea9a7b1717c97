package witan.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jboss.logging.MDC;

/**
 * Takes the current step and the ids of the log along to a new thread, such as a virtual one for
 * one task. Both are kept by thread, or by the Vert.x context that a thread is on, and stay behind
 * otherwise.
 */
public final class Along {

  private Along() {}

  /** The work, as a part of what the calling thread does now. */
  public static Runnable work(Runnable work) {
    Callable<Void> task =
        task(() -> {
          work.run();
          return null;
        });
    return () -> {
      try {
        task.call();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e); // a Runnable has none
      }
    };
  }

  /** The same of work that has a result. */
  public static <T> Callable<T> task(Callable<T> work) {
    Context context = Context.current();
    Map<String, Object> ids = MDC.getMap();
    return () -> {
      ids.forEach(MDC::put);
      if (context == Context.root()) {
        return work.call();
      }
      try (Scope _ = context.makeCurrent()) {
        return work.call();
      }
    };
  }
}
