package witan.inference.retrieval;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Markdown, of which plain text is the case without headings: each heading begins a section. */
final class MarkdownDocument {

  private static final Pattern HEADING = Pattern.compile("^ {0,3}#{1,6}\\s+(.+?)\\s*#*\\s*$");
  private static final Pattern FENCE = Pattern.compile("^ {0,3}(```|~~~).*$");

  private MarkdownDocument() {}

  static Document read(String title, byte[] file) throws UnreadableDocumentException {
    return new Document(title, sections(text(file)));
  }

  static List<Section> sections(String text) {
    List<Section> sections = new ArrayList<>();
    @Nullable String heading = null;
    StringBuilder section = new StringBuilder();
    boolean inFence = false;
    for (String line : text.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1)) {
      inFence ^= FENCE.matcher(line).matches();
      Matcher matcher = HEADING.matcher(line);
      if (!inFence && matcher.matches()) {
        sections.add(new Section(heading, section.toString()));
        heading = matcher.group(1);
        section.setLength(0);
      } else {
        section.append(line).append('\n');
      }
    }
    sections.add(new Section(heading, section.toString()));
    return sections;
  }

  private static String text(byte[] file) throws UnreadableDocumentException {
    Charset charset = StandardCharsets.UTF_8;
    if (file.length >= 2 && (file[0] & 0xff) + (file[1] & 0xff) == 0xff + 0xfe) {
      charset = StandardCharsets.UTF_16; // reads its byte order mark itself
    }
    try {
      String text = charset.newDecoder().decode(ByteBuffer.wrap(file)).toString();
      if (text.indexOf('\0') >= 0) {
        throw new UnreadableDocumentException("it is no text; give it the ending of what it is");
      }
      return text.replace("\uFEFF", "");
    } catch (CharacterCodingException e) {
      throw new UnreadableDocumentException("it is not UTF-8; save it as UTF-8");
    }
  }
}
