package witan.mixture.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of Unicode characters.
 *
 * @param ranges first and last of each range, ascending and apart; no surrogates
 */
record CodePoints(List<Range> ranges) {

  /** From {@code first} to {@code last}, both in it. */
  record Range(int first, int last) {}

  private static final int FIRST_SURROGATE = 0xD800;
  private static final int LAST_SURROGATE = 0xDFFF;

  /** Every character that there is. */
  static final CodePoints ALL =
      of(
          List.of(
              new Range(0, FIRST_SURROGATE - 1),
              new Range(LAST_SURROGATE + 1, Character.MAX_CODE_POINT)));

  CodePoints {
    ranges = List.copyOf(ranges);
  }

  /** The characters of all the ranges, which may overlap; surrogates are left out. */
  static CodePoints of(List<Range> ranges) {
    List<Range> sorted =
        ranges.stream().sorted((a, b) -> Integer.compare(a.first(), b.first())).toList();
    List<Range> apart = new ArrayList<>();
    for (Range range : sorted) {
      if (!apart.isEmpty() && range.first() <= apart.getLast().last() + 1) {
        Range joined = apart.removeLast();
        range = new Range(joined.first(), Math.max(joined.last(), range.last()));
      }
      apart.add(range);
    }
    List<Range> characters = new ArrayList<>();
    for (Range range : apart) {
      add(characters, range.first(), Math.min(range.last(), FIRST_SURROGATE - 1));
      add(characters, Math.max(range.first(), LAST_SURROGATE + 1), range.last());
    }
    return new CodePoints(characters);
  }

  static CodePoints of(int character) {
    return of(List.of(new Range(character, character)));
  }

  static CodePoints of(int first, int last) {
    return of(List.of(new Range(first, last)));
  }

  /** The characters that are not in it. */
  CodePoints complement() {
    return ALL.minus(this);
  }

  CodePoints minus(CodePoints others) {
    List<Range> left = new ArrayList<>();
    for (Range range : ranges) {
      int from = range.first();
      for (Range other : others.ranges) {
        if (other.last() >= from && other.first() <= range.last()) {
          add(left, from, other.first() - 1);
          from = Math.max(from, other.last() + 1);
        }
      }
      add(left, from, range.last());
    }
    return new CodePoints(left);
  }

  boolean contains(int character) {
    return ranges.stream().anyMatch(r -> r.first() <= character && character <= r.last());
  }

  /** One of the characters, in UTF-8. */
  List<Rule> utf8() {
    List<Rule> rules = new ArrayList<>();
    for (Range range : ranges) {
      int first = range.first();
      // The last characters that are encoded in one, two, three and four bytes.
      for (int most : new int[] {0x7F, 0x7FF, 0xFFFF, Character.MAX_CODE_POINT}) {
        if (first <= Math.min(most, range.last())) {
          split(first, Math.min(most, range.last()), rules);
          first = most + 1;
        }
      }
    }
    return rules;
  }

  /**
   * Cuts a range of characters of one length where their bytes are no longer every combination of a
   * range for each byte (as RE2 compiles character classes).
   */
  private static void split(int first, int last, List<Rule> rules) {
    byte[] low = bytes(first);
    for (int i = 1; i < low.length; i++) {
      int tail = (1 << (6 * i)) - 1;
      if ((first & ~tail) != (last & ~tail)) {
        if ((first & tail) != 0) {
          split(first, first | tail, rules);
          split((first | tail) + 1, last, rules);
          return;
        }
        if ((last & tail) != tail) {
          split(first, (last & ~tail) - 1, rules);
          split(last & ~tail, last, rules);
          return;
        }
      }
    }
    byte[] high = bytes(last);
    List<Rule> encoded = new ArrayList<>();
    for (int i = 0; i < low.length; i++) {
      encoded.add(new Rule.ByteRange(low[i] & 0xFF, high[i] & 0xFF));
    }
    rules.add(encoded.size() == 1 ? encoded.getFirst() : new Rule.Sequence(encoded));
  }

  private static byte[] bytes(int character) {
    return Character.toString(character).getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static void add(List<Range> ranges, int first, int last) {
    if (first <= last) {
      ranges.add(new Range(first, last));
    }
  }
}
