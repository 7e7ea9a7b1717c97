package witan.graphql.expert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import witan.protocol.gate.FirstToken;
import witan.protocol.gate.GateRequest;
import witan.protocol.key.Hotkey;

/** The {@link Pace} of each of the {@value #MOST} experts that were asked last. */
final class Paces {

  private static final int MOST = 1_024;

  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<String, Pace> paces =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pace> eldest) {
          return size() > MOST;
        }
      };

  /** How quick the experts asked last are, as far as it is known. */
  List<FirstToken> firstTokens() {
    List<FirstToken> firstTokens = new ArrayList<>();
    lock.lock();
    try {
      for (Map.Entry<String, Pace> entry : paces.sequencedEntrySet().reversed()) {
        if (firstTokens.size() == GateRequest.MAX_FIRST_TOKENS) {
          break;
        }
        double nanos = entry.getValue().firstToken();
        if (!Double.isNaN(nanos)) {
          firstTokens.add(new FirstToken(Hotkey.parse(entry.getKey()), nanos / 1e6));
        }
      }
    } finally {
      lock.unlock();
    }
    return firstTokens;
  }

  Pace of(String hotkey) {
    lock.lock();
    try {
      return paces.computeIfAbsent(hotkey, key -> new Pace());
    } finally {
      lock.unlock();
    }
  }
}
