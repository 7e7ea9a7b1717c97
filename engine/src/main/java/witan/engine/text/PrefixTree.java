package witan.engine.text;

import java.util.Arrays;

/**
 * Texts as a tree of their characters, each with a number: finds all that stand at one place of a
 * text in one walk. Once filled, for any number of threads.
 */
final class PrefixTree {
  /** Where every walk begins. */
  static final int ROOT = 0;

  /** No such child, or no text that ends here. */
  static final int NONE = PairTable.NONE;

  private final PairTable children = new PairTable();
  private int[] values = new int[1 << 10];
  private int nodes = 1;

  PrefixTree() {
    Arrays.fill(values, NONE);
  }

  /** Gives a text its number, unless it has one. */
  void putIfAbsent(String text, int value) {
    int node = ROOT;
    for (int i = 0; i < text.length(); i++) {
      int child = child(node, text.charAt(i));
      if (child == NONE) {
        child = nodes++;
        children.putIfAbsent(node, text.charAt(i), child);
        if (nodes > values.length) {
          int old = values.length;
          values = Arrays.copyOf(values, old * 2);
          Arrays.fill(values, old, values.length, NONE);
        }
      }
      node = child;
    }
    if (values[node] == NONE) {
      values[node] = value;
    }
  }

  /** The node behind a character, or {@link #NONE}. */
  int child(int node, char letter) {
    return children.get(node, letter);
  }

  /** The number of the text that ends at a node, or {@link #NONE}. */
  int value(int node) {
    return values[node];
  }
}
