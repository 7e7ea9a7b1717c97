package witan.protocol.signature;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;

/**
 * The nonces seen of late. Bounded: it refuses when full, because to forget would let replays in.
 */
final class Nonces {

  enum Answer {
    NEW,
    SEEN,
    FULL
  }

  private record Seen(String nonce, Instant forgottenAt) {}

  private final Duration remembered;
  private final int capacity;
  private final Set<String> known = new HashSet<>();
  private final Queue<Seen> byAge = new ArrayDeque<>();

  Nonces(Duration remembered, int capacity) {
    this.remembered = remembered;
    this.capacity = capacity;
  }

  synchronized Answer add(String nonce, Instant now) {
    for (Seen oldest = byAge.peek();
        oldest != null && oldest.forgottenAt.isBefore(now);
        oldest = byAge.peek()) {
      known.remove(oldest.nonce);
      byAge.remove();
    }
    if (known.contains(nonce)) {
      return Answer.SEEN;
    }
    if (known.size() >= capacity) {
      return Answer.FULL;
    }
    known.add(nonce);
    byAge.add(new Seen(nonce, now.plus(remembered)));
    return Answer.NEW;
  }
}
