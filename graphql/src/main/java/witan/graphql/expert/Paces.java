package witan.graphql.expert;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The {@link Pace} of each of the {@value #MOST} experts that were asked last. */
final class Paces {

  private static final int MOST = 1_024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Pace> paces =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pace> eldest) {
          return size() > MOST;
        }
      };

  Pace of(String hotkey) {
    lock.lock();
    try {
      return paces.computeIfAbsent(hotkey, key -> new Pace());
    } finally {
      lock.unlock();
    }
  }
}
