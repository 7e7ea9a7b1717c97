package witan.engine.template;

import java.util.ArrayList;
import java.util.List;
import witan.engine.MarkedText;
import witan.engine.MarkedText.Run;

/** A text in the making, in linear time. */
final class Assembly {
  private final List<Run> runs = new ArrayList<>();
  private final StringBuilder open = new StringBuilder();
  private boolean trusted;
  private int depth;

  Assembly trusted(String text) {
    return add(text, true);
  }

  /** Goes into a list or mapping that is being written; to be followed by {@link #leave}. */
  void enter() {
    if (++depth > Budget.DEEPEST) {
      throw new Fault("It writes a value of more than " + Budget.DEEPEST + " levels.");
    }
  }

  void leave() {
    depth--;
  }

  Assembly add(MarkedText text) {
    text.runs().forEach(run -> add(run.text(), run.trusted()));
    return this;
  }

  Assembly add(String text, boolean marked) {
    if (marked != trusted) {
      close();
      trusted = marked;
    }
    if (open.length() + (long) text.length() > Budget.LONGEST_TEXT) {
      throw new Fault("It makes a text of more than " + Budget.LONGEST_TEXT + " characters.");
    }
    open.append(text);
    return this;
  }

  private void close() {
    if (!open.isEmpty()) {
      runs.add(new Run(open.toString(), trusted));
      open.setLength(0);
    }
  }

  MarkedText text() {
    close();
    return new MarkedText(runs);
  }
}
