package witan.mixture.grammar;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The regular expressions that {@code pattern} may hold: characters, {@code .}, classes such as
 * {@code [a-z_]} and {@code [^,]}, {@code \d \D \w \W \s \S}, groups, {@code |}, the quantifiers
 * {@code * + ? {n} {n,} {n,m}}, {@code ^} at the beginning and {@code $} at the end. Without these
 * two anything may stand before and after, as JSON schema has it.
 *
 * <p>Where dialects differ only what all agree on is written: {@code \s} is ASCII's white space,
 * {@code \S} nobody's.
 */
final class Pattern {

  private static final CodePoints DIGITS = CodePoints.of('0', '9');
  private static final CodePoints WORD =
      union(List.of(DIGITS, CodePoints.of('a', 'z'), CodePoints.of('A', 'Z'), CodePoints.of('_')));
  private static final CodePoints SPACE = union(List.of(CodePoints.of(9, 13), CodePoints.of(' ')));
  private static final CodePoints ANY_SPACE =
      union(
          List.of(
              SPACE,
              CodePoints.of(0x1C, 0x1F),
              CodePoints.of(0x85),
              CodePoints.of(0xA0),
              CodePoints.of(0x1680),
              CodePoints.of(0x180E),
              CodePoints.of(0x2000, 0x200A),
              CodePoints.of(0x2028, 0x2029),
              CodePoints.of(0x202F),
              CodePoints.of(0x205F),
              CodePoints.of(0x3000),
              CodePoints.of(0xFEFF)));
  private static final CodePoints LINE_ENDS =
      union(
          List.of(
              CodePoints.of('\n'),
              CodePoints.of('\r'),
              CodePoints.of(0x85),
              CodePoints.of(0x2028, 0x2029)));
  private static final int DEEPEST = 32;
  private static final int MOST_TURNS = 10_000;

  private final int[] pattern;
  private final Place place;
  private int at;
  private int depth;

  private Pattern(int[] pattern, Place place) {
    this.pattern = pattern;
    this.place = place;
  }

  /** The content of a JSON string that matches. */
  static Rule read(String pattern, Place place) {
    return new Pattern(pattern.codePoints().toArray(), place).whole();
  }

  private Rule whole() {
    Rule anything = new Rule.Repeat(written(CodePoints.ALL), 0, Integer.MAX_VALUE);
    List<Rule> items = new ArrayList<>();
    boolean begins = take('^');
    if (!begins) {
      items.add(anything);
    }
    List<Rule> ways = ways();
    boolean ends = take('$');
    if (at < pattern.length) {
      throw refused(peek() == ')' ? "a ')' without its '('" : "'$' before the end");
    }
    if (ways.size() > 1 && (begins || ends)) {
      throw refused("'|' beside '^' or '$'; put the alternatives in a group, as in ^(a|b)$");
    }
    items.add(JsonRules.choice(ways));
    if (!ends) {
      items.add(anything);
    }
    return new Rule.Sequence(items);
  }

  private List<Rule> ways() {
    List<Rule> ways = new ArrayList<>();
    do {
      List<Rule> items = new ArrayList<>();
      while (at < pattern.length && peek() != '|' && peek() != ')' && peek() != '$') {
        items.add(quantified(item()));
      }
      ways.add(new Rule.Sequence(items));
    } while (take('|'));
    return ways;
  }

  private Rule item() {
    int character = pattern[at++];
    return switch (character) {
      case '(' -> group();
      case '[' -> written(set());
      case '.' -> written(CodePoints.ALL.minus(LINE_ENDS));
      case '\\' -> written(escape());
      case '^' -> throw refused("'^' behind the beginning");
      case '*', '+', '?', '{' ->
          throw refused("'%s' with nothing to repeat".formatted(Character.toString(character)));
      default -> written(CodePoints.of(character));
    };
  }

  private Rule group() {
    if (take('?') && !take(':')) {
      throw refused("a group that begins with '(?' and not with '(?:'");
    }
    if (++depth > DEEPEST) {
      throw refused("more than %d groups in each other".formatted(DEEPEST));
    }
    Rule ways = JsonRules.choice(ways());
    depth--;
    if (!take(')')) {
      throw refused(at < pattern.length ? "'$' before the end" : "a '(' without its ')'");
    }
    return ways;
  }

  private Rule quantified(Rule item) {
    if (at == pattern.length) {
      return item;
    }
    Rule repeated =
        switch (peek()) {
          case '*' -> repeat(item, 0, Integer.MAX_VALUE);
          case '+' -> repeat(item, 1, Integer.MAX_VALUE);
          case '?' -> repeat(item, 0, 1);
          case '{' -> counted(item);
          default -> null;
        };
    if (repeated == null) {
      return item;
    }
    if (at < pattern.length && "*+?{".indexOf(peek()) >= 0) {
      throw refused("two quantifiers in a row");
    }
    return repeated;
  }

  private Rule repeat(Rule item, int min, int max) {
    at++;
    return new Rule.Repeat(item, min, max);
  }

  private Rule counted(Rule item) {
    at++;
    Integer min = turns();
    Integer max = min;
    if (take(',')) {
      max = turns();
      if (max == null) {
        max = Integer.MAX_VALUE;
      }
    }
    if (min == null || max == null || !take('}')) {
      throw refused("a '{' that begins neither {n} nor {n,} nor {n,m}");
    }
    if (min > max) {
      throw refused("{%d,%d}, the larger number first".formatted(min, max));
    }
    return new Rule.Repeat(item, min, max);
  }

  private @Nullable Integer turns() {
    int from = at;
    int turns = 0;
    while (at < pattern.length && DIGITS.contains(peek())) {
      turns = turns * 10 + pattern[at++] - '0';
      if (turns > MOST_TURNS) {
        throw refused("more than %,d turns".formatted(MOST_TURNS));
      }
    }
    return at == from ? null : (Integer) turns;
  }

  /** Behind the bracket that opens it. */
  private CodePoints set() {
    boolean not = take('^');
    List<CodePoints> members = new ArrayList<>();
    while (!take(']')) {
      CodePoints member = member();
      if (at + 1 < pattern.length && peek() == '-' && pattern[at + 1] != ']') {
        at++;
        CodePoints last = member();
        members.add(range(member, last));
      } else {
        members.add(member);
      }
    }
    CodePoints all = union(members);
    CodePoints set = not ? all.complement() : all;
    if (set.ranges().isEmpty()) {
      throw refused("a class without any character");
    }
    return set;
  }

  private CodePoints member() {
    if (at == pattern.length) {
      throw refused("a '[' without its ']'");
    }
    int character = pattern[at++];
    if (character == '\\') {
      return escape();
    }
    if (character == '[' || (character == '&' && at < pattern.length && peek() == '&')) {
      // Dialects take these for sets of sets.
      throw refused("a '[' or '&&' in a class; write \\[ or \\&");
    }
    return CodePoints.of(character);
  }

  private CodePoints range(CodePoints first, CodePoints last) {
    int from = single(first);
    int to = single(last);
    if (from > to) {
      throw refused("a range whose last character comes before its first");
    }
    return CodePoints.of(from, to);
  }

  private int single(CodePoints character) {
    CodePoints.Range range = character.ranges().getFirst();
    if (character.ranges().size() > 1 || range.first() != range.last()) {
      throw refused("a range that begins or ends with more than one character");
    }
    return range.first();
  }

  /** Behind the backslash. */
  private CodePoints escape() {
    if (at == pattern.length) {
      throw refused("a '\\' at the end");
    }
    int character = pattern[at++];
    return switch (character) {
      case 'd' -> DIGITS;
      case 'D' -> DIGITS.complement();
      case 'w' -> WORD;
      case 'W' -> WORD.complement();
      case 's' -> SPACE;
      case 'S' -> ANY_SPACE.complement();
      case 't' -> CodePoints.of('\t');
      case 'n' -> CodePoints.of('\n');
      case 'r' -> CodePoints.of('\r');
      case 'f' -> CodePoints.of('\f');
      case 'u' -> CodePoints.of(hex(4));
      case 'x' -> CodePoints.of(hex(2));
      default -> {
        if (WORD.contains(character) || character > 0x7F) {
          throw refused("'\\%s'".formatted(Character.toString(character)));
        }
        yield CodePoints.of(character);
      }
    };
  }

  private int hex(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = at < pattern.length ? Character.digit(pattern[at++], 16) : -1;
      if (digit < 0) {
        throw refused("an escape that is not %d hexadecimal digits long".formatted(digits));
      }
      value = value * 16 + digit;
    }
    if (value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE) {
      throw refused("half a surrogate pair; write the character itself");
    }
    return value;
  }

  /** One character of the set as JSON strings write it, escaped only where it must be. */
  private static Rule written(CodePoints set) {
    CodePoints escaped = set.minus(JsonRules.PLAIN);
    List<Rule> ways = new ArrayList<>(set.minus(escaped).utf8());
    for (CodePoints.Range range : escaped.ranges()) {
      for (int character = range.first(); character <= range.last(); character++) {
        String quoted = JsonNodeFactory.instance.textNode(Character.toString(character)).toString();
        ways.add(JsonRules.text(quoted.substring(1, quoted.length() - 1)));
      }
    }
    return JsonRules.choice(ways);
  }

  private static CodePoints union(List<CodePoints> sets) {
    return CodePoints.of(sets.stream().flatMap(set -> set.ranges().stream()).toList());
  }

  private int peek() {
    return pattern[at];
  }

  private boolean take(int character) {
    if (at < pattern.length && pattern[at] == character) {
      at++;
      return true;
    }
    return false;
  }

  private SchemaException refused(String what) {
    return new SchemaException(
        place, "the pattern has %s, which is not supported here; simplify it.".formatted(what));
  }
}
