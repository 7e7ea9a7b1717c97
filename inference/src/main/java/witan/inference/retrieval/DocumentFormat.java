package witan.inference.retrieval;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of files that passages are taken from, known by the ends of their names. */
enum DocumentFormat {
  MARKDOWN(".md", ".markdown", ".txt") {
    @Override
    Document read(String title, byte[] file) throws UnreadableDocumentException {
      return MarkdownDocument.read(title, file);
    }
  },
  HTML(".html", ".htm", ".xhtml") {
    @Override
    Document read(String title, byte[] file) throws UnreadableDocumentException {
      return HtmlDocument.read(title, file);
    }
  },
  PDF(".pdf") {
    @Override
    Document read(String title, byte[] file) throws UnreadableDocumentException {
      return PdfDocument.read(title, file);
    }
  };

  private final String[] endings;

  DocumentFormat(String... endings) {
    this.endings = endings;
  }

  /** The text of {@code file}; {@code title} is its own unless the file says better. */
  abstract Document read(String title, byte[] file) throws UnreadableDocumentException;

  /** The format of a file of this name; empty if it is none of these. */
  static Optional<DocumentFormat> of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (DocumentFormat format : values()) {
      if (Arrays.stream(format.endings).anyMatch(lower::endsWith)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
