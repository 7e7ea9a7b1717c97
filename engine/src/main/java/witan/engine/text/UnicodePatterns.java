package witan.engine.text;

import java.util.regex.Pattern;

/** Patterns as tokenizers' files write them, whose classes and letters' cases are Unicode's. */
final class UnicodePatterns {
  private UnicodePatterns() {}

  /**
   * Java's classes are ASCII's, and UNICODE_CHARACTER_CLASS, which would change that, makes them
   * several times slower; so they are spelled out.
   *
   * @throws java.util.regex.PatternSyntaxException if it is malformed
   */
  static Pattern compile(String pattern) {
    StringBuilder spelled = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char letter = pattern.charAt(i);
      if (letter == '\\' && i + 1 < pattern.length()) {
        char escaped = pattern.charAt(++i);
        spelled.append(
            switch (escaped) {
              case 's' -> "\\p{IsWhite_Space}";
              case 'S' -> "\\P{IsWhite_Space}";
              case 'd' -> "\\p{Nd}";
              case 'D' -> "\\P{Nd}";
              default -> "\\" + escaped;
            });
      } else if (pattern.startsWith("(?i:", i)) {
        spelled.append("(?iu:");
        i += 3;
      } else {
        spelled.append(letter);
      }
    }
    return Pattern.compile(spelled.toString());
  }
}
