package witan.engine.template;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import witan.engine.MarkedText;
import witan.engine.MarkedText.Run;

/** Values as text: as Python prints them, and as JSON. */
final class Rendering {
  private static final int MOST_INDENT = 100;

  private Rendering() {}

  /** What printing the value gives. */
  static MarkedText text(Value value) {
    return switch (value) {
      case Value.Text(MarkedText text) -> text;
      case Value.Undefined undefined -> MarkedText.EMPTY;
      default -> {
        Assembly out = new Assembly();
        python(value, out);
        yield out.text();
      }
    };
  }

  private static void python(Value value, Assembly out) {
    out.enter();
    switch (value) {
      case Value.Text(MarkedText text) ->
          quoted(text, text.text().contains("'") && !text.text().contains("\"") ? '"' : '\'', out);
      case Value.Truth truth -> out.trusted(truth == Value.Truth.TRUE ? "True" : "False");
      case Value.None none -> out.trusted("None");
      case Value.Undefined undefined -> out.trusted("Undefined");
      default -> structure(value, out, Rendering::python, text -> python(text, out));
    }
    out.leave();
  }

  private static void quoted(MarkedText text, char quote, Assembly out) {
    out.trusted(String.valueOf(quote));
    UnaryOperator<String> escape =
        run ->
            run.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t")
                .replace(String.valueOf(quote), "\\" + quote);
    out.add(MarkedTexts.map(text, escape)).trusted(String.valueOf(quote));
  }

  /** Lists, mappings and numbers, which Python and JSON write alike. */
  private static void structure(
      Value value, Assembly out, BiConsumer<Value, Assembly> inner, Consumer<Value> key) {
    switch (value) {
      case Value.Whole(long number) -> out.trusted(Long.toString(number));
      case Value.Real(double number) -> out.trusted(real(number));
      case Value.Items(List<Value> items) -> {
        out.trusted("[");
        for (Iterator<Value> each = items.iterator(); each.hasNext(); ) {
          inner.accept(each.next(), out);
          out.trusted(each.hasNext() ? ", " : "");
        }
        out.trusted("]");
      }
      case Value.Pairs(Map<String, Value> pairs) -> {
        out.trusted("{");
        for (Iterator<Map.Entry<String, Value>> each = pairs.entrySet().iterator();
            each.hasNext(); ) {
          Map.Entry<String, Value> pair = each.next();
          key.accept(Value.Text.plain(pair.getKey()));
          out.trusted(": ");
          inner.accept(pair.getValue(), out);
          out.trusted(each.hasNext() ? ", " : "");
        }
        out.trusted("}");
      }
      default -> throw new Fault(value.kind() + " can't be written as text.");
    }
  }

  /** The shortest decimal that is the number, as Python writes it. */
  private static String real(double number) {
    double size = Math.abs(number);
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
    }
    BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    if (size == 0 || size >= 1e-4 && size < 1e16) {
      String plain = size == 0 ? Double.toString(number) : exact.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    int exponent = exact.precision() - exact.scale() - 1;
    return exact.scaleByPowerOfTen(-exponent).toPlainString()
        + "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  /**
   * The value as Python's {@code json.dumps} writes it, without ASCII escapes.
   *
   * @param indent spaces a level, or 0 for one line
   */
  static MarkedText json(Value value, int indent) {
    if (indent < 0 || indent > MOST_INDENT) {
      throw new Fault("JSON is indented by 0 to " + MOST_INDENT + " spaces a level.");
    }
    Assembly out = new Assembly();
    json(value, indent, 0, out);
    return out.text();
  }

  private static void json(Value value, int indent, int level, Assembly out) {
    out.enter();
    switch (value) {
      case Value.Text(MarkedText text) -> jsonText(text, out);
      case Value.Truth truth -> out.trusted(truth == Value.Truth.TRUE ? "true" : "false");
      case Value.None none -> out.trusted("null");
      case Value.Items(List<Value> items) when indent > 0 && !items.isEmpty() -> {
        String separator = "[";
        for (Value item : items) {
          out.trusted(separator).trusted(lineBreak(indent, level + 1));
          json(item, indent, level + 1, out);
          separator = ",";
        }
        out.trusted(lineBreak(indent, level)).trusted("]");
      }
      case Value.Pairs(Map<String, Value> pairs) when indent > 0 && !pairs.isEmpty() -> {
        String separator = "{";
        for (Map.Entry<String, Value> pair : pairs.entrySet()) {
          out.trusted(separator).trusted(lineBreak(indent, level + 1));
          jsonText(MarkedText.plain(pair.getKey()), out);
          out.trusted(": ");
          json(pair.getValue(), indent, level + 1, out);
          separator = ",";
        }
        out.trusted(lineBreak(indent, level)).trusted("}");
      }
      default ->
          structure(
              value,
              out,
              (inner, into) -> json(inner, indent, level + 1, into),
              key -> json(key, indent, level, out));
    }
    out.leave();
  }

  private static String lineBreak(int indent, int level) {
    return "\n" + " ".repeat(indent * level);
  }

  private static void jsonText(MarkedText text, Assembly out) {
    out.trusted("\"");
    for (Run run : text.runs()) {
      StringBuilder escaped = new StringBuilder();
      run.text().chars().forEach(character -> jsonCharacter((char) character, escaped));
      out.add(escaped.toString(), run.trusted());
    }
    out.trusted("\"");
  }

  private static void jsonCharacter(char character, StringBuilder out) {
    switch (character) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      default -> {
        if (character < ' ') {
          out.append("\\u%04x".formatted((int) character));
        } else {
          out.append(character);
        }
      }
    }
  }
}
