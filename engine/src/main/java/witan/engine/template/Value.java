package witan.engine.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import witan.engine.MarkedText;

/** What an expression can be. Immutable but for {@link Namespace}. */
sealed interface Value {

  record Text(MarkedText text) implements Value {
    static Text trusted(String text) {
      return new Text(MarkedText.trusted(text));
    }

    static Text plain(String text) {
      return new Text(MarkedText.plain(text));
    }

    String string() {
      return text.text();
    }
  }

  record Whole(long value) implements Value {}

  record Real(double value) implements Value {}

  enum Truth implements Value {
    FALSE,
    TRUE;

    static Truth of(boolean value) {
      return value ? TRUE : FALSE;
    }
  }

  enum None implements Value {
    NONE
  }

  /** Prints as nothing and is false; anything else asked of it is an error. */
  record Undefined(String name) implements Value {}

  record Items(List<Value> items) implements Value {}

  record Pairs(Map<String, Value> pairs) implements Value {}

  /** The only thing that a loop's body can change for what comes after the loop. */
  record Namespace(Map<String, Value> attributes) implements Value {}

  /** Where a loop stands. */
  record Loop(List<Value> items, int index) implements Value {
    Value attribute(String name) {
      int size = items.size();
      return switch (name) {
        case "index" -> new Whole(index + 1);
        case "index0" -> new Whole(index);
        case "revindex" -> new Whole(size - index);
        case "revindex0" -> new Whole(size - index - 1);
        case "first" -> Truth.of(index == 0);
        case "last" -> Truth.of(index == size - 1);
        case "length" -> new Whole(size);
        case "previtem" -> index == 0 ? new Undefined(name) : items.get(index - 1);
        case "nextitem" -> index == size - 1 ? new Undefined(name) : items.get(index + 1);
        default -> new Undefined("loop." + name);
      };
    }
  }

  record Macro(Statement.MacroDefinition definition) implements Value {}

  /** A function that every template has. */
  record Function(String name) implements Value {}

  /** What {@code text.strip} is before it is called. */
  record Method(Value of, String name) implements Value {}

  /**
   * The value of a text, a number, a boolean, null, a list or a map of them; texts are plain.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Value of(@Nullable Object value) {
    return switch (value) {
      case null -> None.NONE;
      case String text -> Text.plain(text);
      case Boolean truth -> Truth.of(truth);
      case Long number -> new Whole(number);
      case Integer number -> new Whole(number);
      case Number number -> new Real(number.doubleValue());
      case List<?> items -> {
        List<Value> values = new ArrayList<>();
        items.forEach(item -> values.add(of(item)));
        yield new Items(List.copyOf(values));
      }
      case Map<?, ?> pairs -> {
        Map<String, Value> values = new LinkedHashMap<>();
        pairs.forEach((name, each) -> values.put(name.toString(), of(each)));
        yield new Pairs(values);
      }
      default -> throw new IllegalArgumentException("a template can't have " + value.getClass());
    };
  }

  default boolean truthy() {
    return switch (this) {
      case Text(MarkedText text) -> !text.runs().isEmpty();
      case Whole(long value) -> value != 0;
      case Real(double value) -> value != 0;
      case Truth truth -> truth == Truth.TRUE;
      case None none -> false;
      case Undefined undefined -> false;
      case Items(List<Value> items) -> !items.isEmpty();
      case Pairs(Map<String, Value> pairs) -> !pairs.isEmpty();
      default -> true;
    };
  }

  /** What it is, for a sentence. */
  default String kind() {
    return switch (this) {
      case Text text -> "a text";
      case Whole whole -> "a number";
      case Real real -> "a number";
      case Truth truth -> "true or false";
      case None none -> "none";
      case Undefined(String name) -> name + ", which is undefined";
      case Items items -> "a list";
      case Pairs pairs -> "a mapping";
      case Namespace namespace -> "a namespace";
      case Loop loop -> "a loop";
      case Macro macro -> "a macro";
      case Function(String name) -> "the function " + name;
      case Method(Value of, String name) -> "the method " + name;
    };
  }

  /** The characters of a text. */
  default MarkedText asText() {
    if (this instanceof Text(MarkedText text)) {
      return text;
    }
    throw new Fault("A text is needed where " + kind() + " stands.");
  }

  /** A number that fits an index. */
  default int asInt() {
    return switch (this) {
      case Whole(long value) when value == (int) value -> (int) value;
      case Truth truth -> truth.ordinal();
      default -> throw new Fault("A whole number is needed where " + kind() + " stands.");
    };
  }

  /** What a loop or a filter goes over: items, keys, characters. */
  default List<Value> elements() {
    return switch (this) {
      case Items(List<Value> items) -> items;
      case Pairs(Map<String, Value> pairs) ->
          pairs.keySet().stream().<Value>map(Text::plain).toList();
      case Text(MarkedText text) -> MarkedTexts.characters(text);
      case Undefined undefined -> List.of();
      default -> throw new Fault("A list is needed where " + kind() + " stands.");
    };
  }
}
