package witan.mixture;

import java.util.Arrays;

/** Which tokens have the largest logits: one pass over the vocabulary with a heap of k. */
final class Largest {

  private Largest() {}

  /** The {@code k} tokens with the largest logits, and those to {@code include}; in no order. */
  static int[] of(float[] logits, int k, int[] include) {
    if (k < 1) {
      throw new IllegalArgumentException("a distribution holds at least one token, not " + k);
    }
    long[] heap = new long[Math.min(k, logits.length)];
    int size = 0;
    for (int token = 0; token < logits.length; token++) {
      float logit = logits[token];
      if (logit == Float.NEGATIVE_INFINITY) {
        continue;
      }
      if (!(logit < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "logits are numbers, but token %d has %s".formatted(token, logit));
      }
      long key = key(logit, token);
      if (size < heap.length) {
        heap[size++] = key;
        if (size == heap.length) {
          // A sorted array is a heap.
          Arrays.sort(heap);
        }
      } else if (key > heap[0]) {
        heap[0] = key;
        sink(heap);
      }
    }
    if (size == 0) {
      throw new IllegalArgumentException("no token is allowed: every logit is minus infinity");
    }
    return withIncluded(Arrays.copyOf(heap, size), logits, include);
  }

  private static int[] withIncluded(long[] heap, float[] logits, int[] include) {
    int[] chosen = new int[heap.length + include.length];
    int count = 0;
    for (long key : heap) {
      chosen[count++] = ~(int) key;
    }
    for (int token : include) {
      if (token >= 0
          && token < logits.length
          && logits[token] != Float.NEGATIVE_INFINITY
          && !contains(chosen, count, token)) {
        chosen[count++] = token;
      }
    }
    return Arrays.copyOf(chosen, count);
  }

  private static boolean contains(int[] tokens, int count, int token) {
    for (int i = 0; i < count; i++) {
      if (tokens[i] == token) {
        return true;
      }
    }
    return false;
  }

  /** Orders by logit, then towards the lower token: the larger key is the better token. */
  private static long key(float logit, int token) {
    int bits = Float.floatToRawIntBits(logit + 0f);
    int ordered = bits ^ (bits >> 31 & Integer.MAX_VALUE);
    return (long) ordered << 32 | (~token & 0xFFFFFFFFL);
  }

  private static void sink(long[] heap) {
    long moved = heap[0];
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child >= heap.length) {
        break;
      }
      if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= moved) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = moved;
  }
}
