package witan.inference.retrieval;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;

/** HTML: its headings begin sections; what is no reading matter is left out. */
final class HtmlDocument implements NodeVisitor {

  private static final String NO_TEXT =
      "script, style, noscript, template, nav, header > nav, footer, aside, form, button, svg,"
          + " [hidden], [aria-hidden=true]";

  private static final Set<String> HEADINGS = Set.of("h1", "h2", "h3", "h4", "h5", "h6");
  private static final Set<String> CELLS = Set.of("td", "th");

  private final List<Section> sections = new ArrayList<>();
  private final StringBuilder heading = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private boolean inHeading;
  private boolean headed;

  private HtmlDocument() {}

  static Document read(String title, byte[] file) throws UnreadableDocumentException {
    org.jsoup.nodes.Document html;
    try {
      // The charset comes from a byte order mark or the document's own declaration, else UTF-8.
      html = Jsoup.parse(new ByteArrayInputStream(file), null, "");
    } catch (IOException e) {
      throw new UnreadableDocumentException("it is no HTML (" + e.getMessage() + "); save it anew");
    }
    String own = html.title().strip();
    html.select(NO_TEXT).remove();
    HtmlDocument reader = new HtmlDocument();
    html.body().traverse(reader);
    reader.close();
    return new Document(own.isEmpty() ? title : own, reader.sections);
  }

  @Override
  public void head(Node node, int depth) {
    if (node instanceof TextNode words) {
      (inHeading ? heading : text).append(words.text());
    } else if (node instanceof Element element) {
      String tag = element.normalName();
      if (HEADINGS.contains(tag)) {
        close();
        inHeading = true;
        headed = true;
      } else if (tag.equals("br")) {
        (inHeading ? heading : text).append(' ');
      } else if (tag.equals("tr") || (element.isBlock() && !CELLS.contains(tag) && !inHeading)) {
        paragraph(tag);
      }
    }
  }

  @Override
  public void tail(Node node, int depth) {
    if (node instanceof Element element) {
      String tag = element.normalName();
      if (HEADINGS.contains(tag)) {
        inHeading = false;
      } else if (CELLS.contains(tag)) {
        text.append(element.nextElementSibling() == null ? "" : " | ");
      } else if (element.isBlock() && !inHeading) {
        paragraph(tag);
      }
    }
  }

  // Rows of a table and items of a list belong together, as lines of one paragraph.
  private void paragraph(String tag) {
    text.append(tag.equals("tr") || tag.equals("li") ? "\n" : "\n\n");
  }

  private void close() {
    @Nullable String title = headed && !heading.isEmpty() ? heading.toString().strip() : null;
    sections.add(new Section(title == null || title.isEmpty() ? null : title, text.toString()));
    heading.setLength(0);
    text.setLength(0);
  }
}
