package witan.mixture.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The grammar of JSON (RFC 8259), in the spelling that {@link Grammar} describes. */
final class JsonRules {

  private static final int MOST_DIGITS = 15;
  private static final int MOST_EXPONENT_DIGITS = 2;

  /** What may stand in a string as it is. */
  static final CodePoints PLAIN =
      CodePoints.of(0x20, Character.MAX_CODE_POINT)
          .minus(CodePoints.of('"'))
          .minus(CodePoints.of('\\'));

  private final Rule space = optional(text(" "));
  private final Rule comma = sequence(text(","), space);
  private final Rule colon = sequence(text(":"), space);
  private final Rule digit = range('0', '9');
  private final Rule character = character();
  private final Rule plainName =
      sequence(new Rule.Repeat(choice(PLAIN.utf8()), 0, Integer.MAX_VALUE), text("\""));
  private final Rule.Reference any = new Rule.Reference();

  JsonRules() {
    Rule key = string(0, Integer.MAX_VALUE);
    any.refersTo(
        choice(
            List.of(
                string(0, Integer.MAX_VALUE),
                number(),
                text("true"),
                text("false"),
                text("null"),
                object(members(List.of(), sequence(key, colon, any))),
                array(any, 0, Integer.MAX_VALUE))));
  }

  /** Any value at all. */
  Rule any() {
    return any;
  }

  /** A string of so many characters, however each of them is written. */
  Rule string(int min, int max) {
    return quoted(new Rule.Repeat(character, min, max));
  }

  Rule quoted(Rule content) {
    return sequence(text("\""), content, text("\""));
  }

  Rule integer() {
    return choice(List.of(text("0"), sequence(optional(text("-")), positive())));
  }

  Rule number() {
    Rule whole = choice(List.of(text("0"), positive()));
    Rule fraction = sequence(text("."), new Rule.Repeat(digit, 1, MOST_DIGITS));
    Rule exponent =
        sequence(
            choice(List.of(text("e"), text("E"))),
            optional(choice(List.of(text("+"), text("-")))),
            new Rule.Repeat(digit, 1, MOST_EXPONENT_DIGITS));
    return sequence(optional(text("-")), whole, optional(fraction), optional(exponent));
  }

  private Rule positive() {
    return sequence(range('1', '9'), new Rule.Repeat(digit, 0, MOST_DIGITS - 1));
  }

  Rule array(Rule item, int min, int max) {
    Rule items =
        max == 0
            ? sequence()
            : sequence(
                item,
                new Rule.Repeat(
                    sequence(comma, item),
                    Math.max(0, min - 1),
                    max == Integer.MAX_VALUE ? max : max - 1));
    return new Rule.Level(sequence(text("["), min == 0 ? optional(items) : items, text("]")));
  }

  Rule object(Rule members) {
    return new Rule.Level(sequence(text("{"), members, text("}")));
  }

  /** A named value of an object. */
  record Member(Rule rule, boolean required) {}

  Rule member(String name, Rule value) {
    return sequence(literal(JsonNodeFactory.instance.textNode(name)), colon, value);
  }

  /** A named value whose name is none of {@code others}; no character of it is escaped. */
  Rule otherMember(Iterable<String> others, Rule value) {
    Names names = new Names();
    others.forEach(names::add);
    return sequence(text("\""), otherThan(names), colon, value);
  }

  /** Members in their order, then {@code others} as often as they come. */
  Rule members(List<Member> members, Rule others) {
    Rule tail = new Rule.Repeat(sequence(comma, others), 0, Integer.MAX_VALUE);
    return members(members, tail, optional(sequence(others, tail)));
  }

  /** Members in their order, and no others. */
  Rule members(List<Member> members) {
    return members(members, sequence(), sequence());
  }

  // From the last member to the first: what follows when one has been written, and when none has.
  private Rule members(List<Member> members, Rule after, Rule first) {
    for (Member member : members.reversed()) {
      Rule written = sequence(comma, member.rule(), after);
      Rule writtenFirst = sequence(member.rule(), after);
      first = member.required() ? writtenFirst : choice(List.of(writtenFirst, first));
      after = member.required() ? written : choice(List.of(written, after));
    }
    return first;
  }

  /** Exactly this value. */
  Rule literal(JsonNode value) {
    if (value.isObject()) {
      List<Member> members = new ArrayList<>();
      value
          .properties()
          .forEach(e -> members.add(new Member(member(e.getKey(), literal(e.getValue())), true)));
      return object(members(members));
    }
    if (value.isArray()) {
      List<Rule> items = new ArrayList<>();
      items.add(text("["));
      for (JsonNode item : value) {
        if (items.size() > 1) {
          items.add(comma);
        }
        items.add(literal(item));
      }
      items.add(text("]"));
      return new Rule.Level(new Rule.Sequence(items));
    }
    return text(value.toString());
  }

  private static Rule character() {
    Rule hex = choice(List.of(range('0', '9'), range('a', 'f'), range('A', 'F')));
    Rule d = choice(List.of(text("d"), text("D")));
    Rule highDigit = choice(List.of(text("8"), text("9"), range('a', 'b'), range('A', 'B')));
    Rule lowDigit = choice(List.of(range('c', 'f'), range('C', 'F')));
    // Two escapes make one character beyond the first 65,536; alone they make none.
    Rule pair = sequence(text("\\u"), d, highDigit, hex, hex, text("\\u"), d, lowDigit, hex, hex);
    Rule notD =
        choice(
            List.of(
                range('0', '9'),
                range('a', 'c'),
                range('A', 'C'),
                range('e', 'f'),
                range('E', 'F')));
    Rule single =
        sequence(
            text("\\u"),
            choice(List.of(sequence(notD, hex), sequence(d, range('0', '7')))),
            hex,
            hex);
    List<Rule> ways = new ArrayList<>(PLAIN.utf8());
    for (char escaped : "\"\\/bfnrt".toCharArray()) {
      ways.add(text("\\" + escaped));
    }
    ways.add(single);
    ways.add(pair);
    return choice(ways);
  }

  /** The names that a name must differ from, as a tree of their characters. */
  private static final class Names {

    private final Map<Integer, Names> longer = new TreeMap<>();
    private boolean name;

    void add(String added) {
      Names at = this;
      for (int character : added.codePoints().toArray()) {
        at = at.longer.computeIfAbsent(character, _ -> new Names());
      }
      at.name = true;
    }
  }

  private Rule otherThan(Names names) {
    List<Rule> ways = new ArrayList<>();
    if (!names.name) {
      ways.add(text("\""));
    }
    CodePoints leaving = PLAIN;
    for (Map.Entry<Integer, Names> next : names.longer.entrySet()) {
      leaving = leaving.minus(CodePoints.of(next.getKey()));
      if (PLAIN.contains(next.getKey())) {
        ways.add(sequence(text(Character.toString(next.getKey())), otherThan(next.getValue())));
      }
    }
    ways.add(sequence(choice(leaving.utf8()), plainName));
    return choice(ways);
  }

  static Rule sequence(Rule... items) {
    return new Rule.Sequence(List.of(items));
  }

  static Rule choice(List<Rule> choices) {
    return choices.size() == 1 ? choices.getFirst() : new Rule.Choice(choices);
  }

  static Rule optional(Rule rule) {
    return new Rule.Repeat(rule, 0, 1);
  }

  static Rule range(int low, int high) {
    return new Rule.ByteRange(low, high);
  }

  /**
   * This text.
   *
   * @throws SchemaException if it holds half a surrogate pair, which no UTF-8 has
   */
  static Rule text(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return new Rule.Literal(bytes);
    } catch (CharacterCodingException e) {
      throw new SchemaException(
          "A name or value in the schema holds half a surrogate pair; write whole characters.");
    }
  }
}
