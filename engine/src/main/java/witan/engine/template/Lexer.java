package witan.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import witan.engine.TemplateException;
import witan.engine.template.Token.Kind;

/**
 * Cuts a template into tokens.
 *
 * <p>White space is kept or dropped as by Jinja with {@code trim_blocks} and {@code lstrip_blocks},
 * the setting for which chat templates are written: the line break after a {@code {% tag %}} goes,
 * and so does the space in front of one that begins a line.
 */
final class Lexer {
  private static final Pattern START = Pattern.compile("\\{(\\{|%|#)([-+]?)");
  private static final Pattern RAW =
      Pattern.compile(
          "\\s*raw\\s*(-?)%\\}(.*?)\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
  private static final Pattern STRING =
      Pattern.compile("'((?:[^'\\\\]|\\\\.)*+)'|\"((?:[^\"\\\\]|\\\\.)*+)\"", Pattern.DOTALL);
  private static final Pattern OPERATOR =
      Pattern.compile("==|!=|<=|>=|//|\\*\\*|[-+*/%~<>=|.,:;()\\[\\]{}]");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int place;
  private int line = 1;
  private int counted;
  // Whether the text at the current place begins a line of the template.
  private boolean lineStarts = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String source) {
    String unix = source.replace("\r\n", "\n").replace('\r', '\n');
    Lexer lexer = new Lexer(unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix);
    lexer.run();
    return List.copyOf(lexer.tokens);
  }

  private void run() {
    Matcher start = START.matcher(source);
    boolean found = start.find();
    while (found) {
      String sign = start.group(1);
      data(start.start(), start.group(2), !sign.equals("{"));
      moveTo(start.end());
      switch (sign) {
        case "#" -> comment();
        case "{" -> inside(Kind.PRINT_START, Kind.PRINT_END, "}}", false);
        default -> {
          Matcher raw = RAW.matcher(source).region(place, source.length());
          if (raw.lookingAt()) {
            raw(raw);
          } else {
            inside(Kind.TAG_START, Kind.TAG_END, "%}", true);
          }
        }
      }
      found = start.find(place);
    }
    data(source.length(), "", false);
    add(Kind.END, "");
  }

  private void data(int end, String control, boolean stripsLine) {
    String text = source.substring(place, end);
    if (control.equals("-")) {
      text = text.stripTrailing();
    } else if (stripsLine && control.isEmpty()) {
      int lineBreak = text.lastIndexOf('\n');
      boolean wholeLine = lineBreak >= 0 || lineStarts;
      if (wholeLine && text.substring(lineBreak + 1).isBlank()) {
        text = text.substring(0, lineBreak + 1);
      }
    }
    if (!text.isEmpty()) {
      add(Kind.DATA, text);
    }
    moveTo(end);
  }

  /** Steps over what ends a tag and the white space that goes with it. */
  private void close(int end, String control, boolean trimsLine) {
    moveTo(end);
    int to = end;
    if (control.equals("-")) {
      while (to < source.length() && Character.isWhitespace(source.charAt(to))) {
        to++;
      }
    } else if (trimsLine && control.isEmpty() && source.startsWith("\n", end)) {
      to++;
    }
    lineStarts = to > end && source.charAt(to - 1) == '\n';
    moveTo(to);
  }

  private void comment() {
    int end = source.indexOf("#}", place);
    if (end < 0) {
      throw error("A comment is never closed: #} is missing.");
    }
    char last = source.charAt(Math.max(end - 1, place));
    String control = end > place && (last == '-' || last == '+') ? String.valueOf(last) : "";
    close(end + 2, control, true);
  }

  private void raw(Matcher raw) {
    String text = raw.group(2);
    if (raw.group(1).equals("-")) {
      text = text.stripLeading();
    } else if (text.startsWith("\n")) {
      text = text.substring(1);
    }
    if (raw.group(3).equals("-")) {
      text = text.stripTrailing();
    }
    add(Kind.DATA, text);
    close(raw.end(), raw.group(4), true);
  }

  private void inside(Kind first, Kind last, String end, boolean trimsLine) {
    add(first, end.equals("}}") ? "{{" : "{%");
    int open = 0;
    while (true) {
      while (place < source.length() && Character.isWhitespace(source.charAt(place))) {
        moveTo(place + 1);
      }
      char here = place < source.length() ? source.charAt(place) : '\0';
      boolean controlled = here == '-' || here == '+' && trimsLine;
      if (open == 0 && source.startsWith(end, place + (controlled ? 1 : 0))) {
        add(last, end);
        close(
            place + (controlled ? 1 : 0) + end.length(),
            controlled ? String.valueOf(here) : "",
            trimsLine);
        return;
      }
      Token token = token();
      if (token.kind() == Kind.OPERATOR) {
        open += "([{".contains(token.text()) ? 1 : 0;
        open -= open > 0 && ")]}".contains(token.text()) ? 1 : 0;
      }
      tokens.add(token);
    }
  }

  private Token token() {
    if (place >= source.length()) {
      throw error("A tag is never closed: }} or %} is missing.");
    }
    for (Kind kind : List.of(Kind.NAME, Kind.WHOLE, Kind.STRING, Kind.OPERATOR)) {
      Pattern pattern =
          switch (kind) {
            case NAME -> NAME;
            case WHOLE -> NUMBER;
            case STRING -> STRING;
            default -> OPERATOR;
          };
      Matcher matcher = pattern.matcher(source).region(place, source.length());
      if (matcher.lookingAt()) {
        Token token = new Token(kind, matcher.group(), line);
        if (kind == Kind.WHOLE && !matcher.group().chars().allMatch(Character::isDigit)) {
          token = new Token(Kind.REAL, matcher.group(), line);
        } else if (kind == Kind.STRING) {
          token = new Token(kind, unescape(matcher.group()), line);
        }
        moveTo(matcher.end());
        return token;
      }
    }
    throw error("The character " + source.charAt(place) + " can't stand here.");
  }

  private String unescape(String quoted) {
    StringBuilder text = new StringBuilder();
    int last = quoted.length() - 1;
    for (int i = 1; i < last; i++) {
      char letter = quoted.charAt(i);
      if (letter != '\\') {
        text.append(letter);
        continue;
      }
      letter = quoted.charAt(++i);
      switch (letter) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case '\\', '\'', '"' -> text.append(letter);
        case '\n' -> {}
        case 'x', 'u', 'U' -> {
          int digits = letter == 'x' ? 2 : letter == 'u' ? 4 : 8;
          text.appendCodePoint(codePoint(quoted, i + 1, digits));
          i += digits;
        }
        default -> text.append('\\').append(letter);
      }
    }
    return text.toString();
  }

  private int codePoint(String quoted, int from, int digits) {
    try {
      int value = Integer.parseInt(quoted.substring(from, from + digits), 16);
      if (Character.isValidCodePoint(value)) {
        return value;
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      // Said below.
    }
    throw error("A string holds a malformed character escape.");
  }

  private void add(Kind kind, String text) {
    tokens.add(new Token(kind, text, line));
  }

  private void moveTo(int to) {
    for (; counted < to; counted++) {
      line += source.charAt(counted) == '\n' ? 1 : 0;
    }
    place = to;
  }

  private TemplateException error(String sentence) {
    return new TemplateException("The chat template, line " + line + ": " + sentence);
  }
}
