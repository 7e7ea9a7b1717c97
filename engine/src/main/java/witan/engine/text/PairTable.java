package witan.engine.text;

import java.util.Arrays;

/**
 * A map from a pair of numbers, none negative, to a number: open-addressed, as a boxed map of Llama
 * 3's 280,000 merges would take ten times the memory and half the speed. Once filled, for any
 * number of threads.
 */
final class PairTable {
  /** What is found where nothing was put. */
  static final int NONE = -1;

  private static final long EMPTY = -1;

  private long[] keys = new long[1 << 10];
  private int[] values = new int[keys.length];
  private int size;

  PairTable() {
    Arrays.fill(keys, EMPTY);
  }

  /** The value of a pair, or {@link #NONE}. */
  int get(int left, int right) {
    long key = key(left, right);
    int at = slot(key);
    return keys[at] == key ? values[at] : NONE;
  }

  /** Keeps the value that the pair has, if it has one. */
  void putIfAbsent(int left, int right, int value) {
    long key = key(left, right);
    int at = slot(key);
    if (keys[at] == key) {
      return;
    }
    keys[at] = key;
    values[at] = value;
    if (++size > keys.length / 2) {
      grow();
    }
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new int[keys.length];
    Arrays.fill(keys, EMPTY);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != EMPTY) {
        int at = slot(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }

  /** Where the key stands, or the free place where it would. */
  private int slot(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    int at = (int) (mixed >>> 33) & keys.length - 1;
    while (keys[at] != EMPTY && keys[at] != key) {
      at = at + 1 & keys.length - 1;
    }
    return at;
  }
}
