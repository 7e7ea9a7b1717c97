package witan.inference.retrieval;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Cuts a document into passages.
 *
 * <p>A heading begins a section, and a section is one passage; a document without headings is cut
 * at its blank lines. What is longer than {@value #MAX_WORDS} words is cut again at the ends of
 * sentences, because short passages on one subject suit a small model.
 */
final class PassageSplitter {

  /** The most words of a passage. */
  static final int MAX_WORDS = 90;

  private static final Pattern BLANK = Pattern.compile("\\n\\s*\\n");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final String source;
  private final List<Passage> passages = new ArrayList<>();

  private PassageSplitter(String source) {
    this.source = source;
  }

  /** The passages of {@code document}, in its order; {@code source} names the file. */
  static List<Passage> split(String source, Document document) {
    PassageSplitter splitter = new PassageSplitter(source);
    for (Section section : document.sections()) {
      String heading = section.heading();
      if (heading != null) {
        splitter.add(heading, section.text());
        continue;
      }
      for (String paragraph : BLANK.split(section.text())) {
        splitter.add(document.title(), paragraph);
      }
    }
    return List.copyOf(splitter.passages);
  }

  /** A title for the file {@code source}, made from its name. */
  static String titleOf(String source) {
    String file = source.substring(source.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return (dot > 0 ? file.substring(0, dot) : file).replace('-', ' ').replace('_', ' ');
  }

  private void add(String title, String text) {
    for (String part : parts(SPACE.matcher(text).replaceAll(" ").strip())) {
      passages.add(new Passage(title, part, source));
    }
  }

  /** Whole sentences as long as they fit; then evenly filled, so that no stump is left over. */
  private static List<String> parts(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    int total = words(text);
    if (total <= MAX_WORDS) {
      return List.of(text);
    }
    int pieces = (total + MAX_WORDS - 1) / MAX_WORDS;
    int wanted = (total + pieces - 1) / pieces;
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (String sentence : sentences(text)) {
      boolean full = words(part) >= wanted || words(part) + words(sentence) > MAX_WORDS;
      if (!part.isEmpty() && full) {
        parts.add(part.toString());
        part.setLength(0);
      }
      part.append(part.isEmpty() ? "" : " ").append(sentence);
    }
    parts.add(part.toString());
    return parts;
  }

  /** The sentences; one that is longer than a passage may be is cut between words. */
  private static List<String> sentences(String text) {
    BreakIterator borders = BreakIterator.getSentenceInstance(Locale.ENGLISH);
    borders.setText(text);
    List<String> sentences = new ArrayList<>();
    int start = borders.first();
    for (int end = borders.next(); end != BreakIterator.DONE; start = end, end = borders.next()) {
      String[] words = SPACE.split(text.substring(start, end).strip());
      for (int i = 0; i < words.length; i += MAX_WORDS) {
        int to = Math.min(words.length, i + MAX_WORDS);
        sentences.add(String.join(" ", List.of(words).subList(i, to)));
      }
    }
    return sentences;
  }

  private static int words(CharSequence text) {
    return text.isEmpty() ? 0 : SPACE.split(text).length;
  }
}
