package witan.mixture.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import witan.mixture.text.Vocabulary;

/**
 * The tokens of a vocabulary by their bytes, so that what tokens have in common is looked at once.
 * Tokens without bytes and those that end a turn are not in it. Immutable.
 *
 * <p>Nodes lie in the order in which a walk from the root meets them: a branch that leads nowhere
 * is one jump.
 */
final class TokenTrie {

  private final int vocabularySize;
  private final int deepest;
  // Of each node: the byte that leads to it, how many bytes lead to it, and the first node that is
  // no longer below it.
  private final byte[] bytes;
  private final int[] depths;
  private final int[] ends;
  // Node i stands for the tokens from firstTokens[i] up to firstTokens[i + 1].
  private final int[] firstTokens;
  private final int[] tokens;

  TokenTrie(Vocabulary vocabulary) {
    List<Integer> sorted = new ArrayList<>();
    for (int token = 0; token < vocabulary.size(); token++) {
      if (vocabulary.bytes(token).length > 0 && !vocabulary.isEndOfTurn(token)) {
        sorted.add(token);
      }
    }
    sorted.sort((a, b) -> Arrays.compareUnsigned(vocabulary.bytes(a), vocabulary.bytes(b)));
    int most = 0;
    byte[] before = new byte[0];
    for (int token : sorted) {
      byte[] now = vocabulary.bytes(token);
      most += now.length - common(before, now);
      before = now;
    }
    this.vocabularySize = vocabulary.size();
    this.bytes = new byte[most];
    this.depths = new int[most];
    this.ends = new int[most];
    this.firstTokens = new int[most + 1];
    this.tokens = sorted.stream().mapToInt(Integer::intValue).toArray();
    this.deepest = fill(vocabulary);
  }

  /** Lays the nodes out; the length of the longest token. */
  private int fill(Vocabulary vocabulary) {
    int longest = 0;
    int count = 0;
    byte[] before = new byte[0];
    // The nodes that lead to the last token.
    List<Integer> path = new ArrayList<>();
    for (int i = 0; i < tokens.length; i++) {
      byte[] now = vocabulary.bytes(tokens[i]);
      int common = common(before, now);
      close(path, common, count);
      for (int depth = common; depth < now.length; depth++) {
        bytes[count] = now[depth];
        depths[count] = depth + 1;
        firstTokens[count] = depth + 1 == now.length ? i : -1;
        path.add(count++);
      }
      longest = Math.max(longest, now.length);
      before = now;
    }
    close(path, 0, count);
    // A node without a token of its own stands for none of those that come after it.
    firstTokens[count] = tokens.length;
    for (int node = count - 1; node >= 0; node--) {
      if (firstTokens[node] < 0) {
        firstTokens[node] = firstTokens[node + 1];
      }
    }
    return longest;
  }

  private void close(List<Integer> path, int length, int end) {
    while (path.size() > length) {
      ends[path.removeLast()] = end;
    }
  }

  private static int common(byte[] a, byte[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }

  /** One bit a token: those whose bytes go on from {@code from}. */
  long[] following(State from) {
    long[] allowed = new long[(vocabularySize + Long.SIZE - 1) / Long.SIZE];
    State[] path = new State[deepest + 1];
    path[0] = from;
    int node = 0;
    while (node < bytes.length) {
      State state = path[depths[node] - 1].after(bytes[node]);
      if (state == State.DEAD) {
        node = ends[node];
        continue;
      }
      path[depths[node]] = state;
      for (int i = firstTokens[node]; i < firstTokens[node + 1]; i++) {
        allowed[tokens[i] >>> 6] |= 1L << tokens[i];
      }
      node++;
    }
    return allowed;
  }
}
