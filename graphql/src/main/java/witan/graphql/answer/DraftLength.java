package witan.graphql.answer;

/**
 * How many tokens the leader drafts: more while drafts stand, fewer when they fall.
 *
 * <p>Only speed depends on it; the tokens are the mixture's whatever was drafted.
 */
final class DraftLength {

  private static final int SHORTEST = 4;
  private static final int LONGEST = 16;

  private int length = 8;

  int next() {
    return length;
  }

  void learn(int drafted, int accepted) {
    if (drafted == 0) {
      return;
    }
    length =
        accepted == drafted
            ? Math.min(LONGEST, Math.max(length, drafted * 2))
            : Math.max(SHORTEST, (length + accepted + 1) / 2);
  }
}
