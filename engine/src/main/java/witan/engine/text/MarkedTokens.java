package witan.engine.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens that are found in a text as they are written, before it is cut into words. Immutable. */
final class MarkedTokens {

  /**
   * A token and its text.
   *
   * @param anywhere whether it counts in anybody's text
   */
  record Entry(String text, int token, boolean anywhere) {}

  private final List<Entry> entries;
  private final PrefixTree tree = new PrefixTree();

  MarkedTokens(List<Entry> entries) {
    this.entries = List.copyOf(entries);
    for (int i = 0; i < entries.size(); i++) {
      tree.putIfAbsent(entries.get(i).text(), i);
    }
  }

  /**
   * The longest token that stands at a place of the text.
   *
   * @param trustedEnd where the trusted part around the place ends; the place itself or less if it
   *     is not in one
   */
  @Nullable Entry at(String text, int place, int trustedEnd) {
    Entry longest = null;
    int node = tree.child(PrefixTree.ROOT, text.charAt(place));
    for (int end = place + 1; node != PrefixTree.NONE; end++) {
      int found = tree.value(node);
      if (found != PrefixTree.NONE && (end <= trustedEnd || entries.get(found).anywhere())) {
        longest = entries.get(found);
      }
      node = end < text.length() ? tree.child(node, text.charAt(end)) : PrefixTree.NONE;
    }
    return longest;
  }
}
