package witan.engine.template;

/**
 * A piece of a template.
 *
 * @param text data as it is printed, a literal's value, a name, an operator
 */
record Token(Kind kind, String text, int line) {

  enum Kind {
    DATA,
    PRINT_START,
    PRINT_END,
    TAG_START,
    TAG_END,
    NAME,
    STRING,
    WHOLE,
    REAL,
    OPERATOR,
    END
  }

  boolean is(Kind kind, String text) {
    return this.kind == kind && this.text.equals(text);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case DATA -> "text";
      case END -> "the template's end";
      case PRINT_END -> "}}";
      case TAG_END -> "%}";
      default -> "\"" + text + "\"";
    };
  }
}
