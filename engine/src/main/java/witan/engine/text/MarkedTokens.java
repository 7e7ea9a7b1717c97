package witan.engine.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tokens that are found in a text as they are written, before it is cut into words. Immutable. */
final class MarkedTokens {

  /**
   * A token and its text.
   *
   * @param anywhere whether it counts in anybody's text
   */
  record Entry(String text, int token, boolean anywhere) {}

  private final Map<Character, List<Entry>> byFirst = new HashMap<>();

  MarkedTokens(List<Entry> entries) {
    for (Entry entry : entries) {
      byFirst.computeIfAbsent(entry.text().charAt(0), first -> new ArrayList<>()).add(entry);
    }
    // Of several that fit the longest counts.
    byFirst
        .values()
        .forEach(same -> same.sort(Comparator.comparing(entry -> -entry.text().length())));
  }

  /**
   * The longest token that stands at a place of the text.
   *
   * @param trustedEnd where the trusted part around the place ends; the place itself or less if it
   *     is not in one
   */
  @Nullable Entry at(String text, int place, int trustedEnd) {
    for (Entry entry : byFirst.getOrDefault(text.charAt(place), List.of())) {
      boolean counts = entry.anywhere() || place + entry.text().length() <= trustedEnd;
      if (counts && text.startsWith(entry.text(), place)) {
        return entry;
      }
    }
    return null;
  }
}
