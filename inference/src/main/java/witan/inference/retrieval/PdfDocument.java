package witan.inference.retrieval;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.jspecify.annotations.Nullable;

/**
 * The text layer of a PDF. A PDF has no headings: short lines in a size clearly above the
 * document's usual one are taken for them.
 */
final class PdfDocument {

  /** A page has about 3,000: what has more than this is no document but an attack. */
  private static final int MOST_CHARACTERS = 8_000_000;

  private static final int MOST_PAGES = 5_000;
  private static final int LONGEST_HEADING = 100;
  private static final double HEADING_SIZE = 1.15;

  /** A word that was broken at the end of a line. */
  private static final Pattern HYPHEN = Pattern.compile("(\\p{Ll})-\\s*\\n\\s*(\\p{Ll})");

  private PdfDocument() {}

  static Document read(String title, byte[] file) throws UnreadableDocumentException {
    try (PDDocument pdf =
        Loader.loadPDF(file, "", null, null, IOUtils.createTempFileOnlyStreamCache())) {
      Lines lines = new Lines();
      lines.setEndPage(MOST_PAGES);
      lines.writeText(pdf, new Bounded());
      List<Section> sections = sections(lines.found);
      if (sections.stream().allMatch(section -> section.text().isBlank())) {
        throw new UnreadableDocumentException(
            "it has no text, only pictures of pages; run text recognition over it first");
      }
      String own = pdf.getDocumentInformation().getTitle();
      return new Document(own == null || own.isBlank() ? title : own.strip(), sections);
    } catch (InvalidPasswordException e) {
      throw new UnreadableDocumentException("it is encrypted; save it without a password");
    } catch (IOException e) {
      throw new UnreadableDocumentException(
          "it is no valid PDF (" + e.getMessage() + "); export it anew");
    }
  }

  private static List<Section> sections(List<Line> lines) {
    double usual = usualSize(lines);
    List<Section> sections = new ArrayList<>();
    StringBuilder heading = new StringBuilder();
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      boolean isHeading =
          line.size >= usual * HEADING_SIZE
              && !line.text.isBlank()
              && line.text.length() <= LONGEST_HEADING;
      if (!isHeading) {
        text.append(line.text);
        continue;
      }
      if (!text.toString().isBlank()) {
        sections.add(section(heading, text));
        heading.setLength(0);
      }
      text.setLength(0);
      heading.append(heading.isEmpty() ? "" : " ").append(line.text.strip());
    }
    sections.add(section(heading, text));
    return sections;
  }

  private static Section section(StringBuilder heading, StringBuilder text) {
    @Nullable String title = heading.isEmpty() ? null : heading.toString();
    String joined = HYPHEN.matcher(text).replaceAll("$1$2");
    return new Section(title, joined);
  }

  /** The size that most characters have. */
  private static double usualSize(List<Line> lines) {
    List<Line> bySize = new ArrayList<>(lines);
    bySize.sort((a, b) -> Double.compare(a.size, b.size));
    long half = lines.stream().mapToLong(line -> line.text.length()).sum() / 2;
    for (Line line : bySize) {
      half -= line.text.length();
      if (half <= 0 && line.size > 0) {
        return line.size;
      }
    }
    return Double.MAX_VALUE;
  }

  /** A line, or the space between two paragraphs; {@code size} is its largest letter's. */
  private record Line(String text, double size) {}

  private static final class Lines extends PDFTextStripper {

    private final List<Line> found = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private double size;

    Lines() {
      setLineSeparator("\n");
      setParagraphEnd("\n");
    }

    @Override
    protected void writeString(String text, List<TextPosition> positions) throws IOException {
      line.append(text);
      for (TextPosition position : positions) {
        size = Math.max(size, position.getHeightDir());
      }
      output.write(text);
    }

    @Override
    protected void writeWordSeparator() {
      line.append(' ');
    }

    @Override
    protected void writeLineSeparator() {
      endLine();
    }

    @Override
    protected void writeParagraphEnd() {
      endLine();
      found.add(new Line("\n", 0));
    }

    @Override
    protected void writePageEnd() {
      endLine();
    }

    private void endLine() {
      if (!line.isEmpty()) {
        found.add(new Line(line.append('\n').toString(), size));
      }
      line.setLength(0);
      size = 0;
    }
  }

  /** Counts and forgets: {@link Lines} keeps the text. */
  private static final class Bounded extends Writer {

    private long written;

    @Override
    public void write(char[] buffer, int from, int length) throws IOException {
      written += length;
      if (written > MOST_CHARACTERS) {
        throw new IOException("its text is longer than " + MOST_CHARACTERS + " characters");
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
