package witan.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * A text that remembers which parts of it may hold special tokens: those written by the model's
 * template, not those written by whoever asks.
 *
 * @param runs in order, none empty, neighbours differ in their trust
 */
public record MarkedText(List<Run> runs) {

  /** The text without a character. */
  public static final MarkedText EMPTY = new MarkedText(List.of());

  /**
   * A part of the text.
   *
   * @param text not empty
   * @param trusted whether special tokens count in it
   */
  public record Run(String text, boolean trusted) {}

  /** Joins neighbours of the same trust and leaves out empty runs. */
  public MarkedText {
    List<Run> joined = new ArrayList<>();
    for (Run run : runs) {
      Run last = joined.isEmpty() ? null : joined.getLast();
      if (run.text().isEmpty()) {
        continue;
      } else if (last != null && last.trusted() == run.trusted()) {
        joined.set(joined.size() - 1, new Run(last.text() + run.text(), run.trusted()));
      } else {
        joined.add(run);
      }
    }
    runs = List.copyOf(joined);
  }

  /** A text in which special tokens count. */
  public static MarkedText trusted(String text) {
    return new MarkedText(List.of(new Run(text, true)));
  }

  /** A text in which nothing is special. */
  public static MarkedText plain(String text) {
    return new MarkedText(List.of(new Run(text, false)));
  }

  /** The characters, without the marks. */
  public String text() {
    if (runs.size() == 1) {
      return runs.getFirst().text();
    }
    StringBuilder whole = new StringBuilder();
    runs.forEach(run -> whole.append(run.text()));
    return whole.toString();
  }

  /** This text and then that. */
  public MarkedText plus(MarkedText that) {
    List<Run> both = new ArrayList<>(runs);
    both.addAll(that.runs);
    return new MarkedText(both);
  }

  /** The characters from {@code start} up to {@code end}, with their marks. */
  public MarkedText slice(int start, int end) {
    List<Run> kept = new ArrayList<>();
    int at = 0;
    for (Run run : runs) {
      int from = Math.max(start - at, 0);
      int to = Math.min(end - at, run.text().length());
      if (from < to) {
        kept.add(new Run(run.text().substring(from, to), run.trusted()));
      }
      at += run.text().length();
    }
    return new MarkedText(kept);
  }
}
