package witan.inference.retrieval;

import static java.util.Objects.requireNonNull;

/**
 * A piece of the corpus that is found and read as a whole: short, and on one subject.
 *
 * @param title the heading that it stands under, or its file's name
 * @param text the words themselves, without the heading
 * @param source the file, relative to the expert's folder
 */
public record Passage(String title, String text, String source) {

  /** Refuses a passage without text. */
  public Passage {
    requireNonNull(title, "title is null");
    requireNonNull(source, "source is null");
    if (text.isBlank()) {
      throw new IllegalArgumentException("a passage must have text; " + source + " gave none");
    }
  }

  /** What is embedded and searched: the title counts, because people ask by it. */
  public String searched() {
    return title + ". " + text;
  }
}
