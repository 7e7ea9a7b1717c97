package witan.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import witan.engine.MarkedText;

/** What can be done with {@code |}. */
final class Filters {
  private Filters() {}

  static Value apply(Value value, Call call) {
    return switch (call.name()) {
      case "trim" -> TextMethods.call(Rendering.text(value), renamed(call, "strip"));
      case "title" ->
          new Value.Text(
              TextMethods.titled(
                  Rendering.text(value), letter -> !" \t\n\r-({[<".contains(letter)));
      case "upper", "lower", "capitalize" ->
          new Value.Text(TextMethods.changed(Rendering.text(value), call.name()));
      case "replace" -> TextMethods.call(Rendering.text(value), call);
      case "string" -> new Value.Text(Rendering.text(value));
      // Nothing is escaped for HTML, so there is nothing to be safe from.
      case "safe" -> value;
      case "length", "count" -> new Value.Whole(length(value));
      case "tojson" -> new Value.Text(Rendering.json(value, call.whole(1, "indent", 0)));
      case "default", "d" -> otherwise(value, call);
      case "first" -> end(value.elements(), true);
      case "last" -> end(value.elements(), false);
      case "list" -> new Value.Items(value.elements());
      case "reverse" -> reversed(value);
      case "join" -> join(value, call);
      case "items" -> Members.items(pairs(value));
      case "int" -> toInt(value, call);
      case "abs" ->
          switch (value) {
            case Value.Whole(long number) when number != Long.MIN_VALUE ->
                new Value.Whole(Math.abs(number));
            case Value.Real(double number) -> new Value.Real(Math.abs(number));
            default -> throw new Fault("A number is needed where " + value.kind() + " stands.");
          };
      case "map" -> map(value, call);
      case "select" -> chosen(value, item -> test(item, call, 0));
      case "reject" -> chosen(value, item -> !test(item, call, 0));
      case "selectattr" -> chosen(value, item -> test(attribute(item, call), call, 1));
      case "rejectattr" -> chosen(value, item -> !test(attribute(item, call), call, 1));
      default -> throw new Fault("Witan does not know the filter " + call.name() + ".");
    };
  }

  private static Call renamed(Call call, String name) {
    return new Call(name, call.positional(), call.named(), call.budget());
  }

  private static int length(Value value) {
    return value instanceof Value.Text text
        ? text.string().codePointCount(0, text.string().length())
        : value.elements().size();
  }

  private static Value otherwise(Value value, Call call) {
    Value wide = call.optional(1, "boolean");
    boolean missing =
        value instanceof Value.Undefined || wide != null && wide.truthy() && !value.truthy();
    Value given = call.optional(0, "default_value");
    return !missing ? value : given == null ? new Value.Text(MarkedText.EMPTY) : given;
  }

  private static Value end(List<Value> items, boolean first) {
    if (items.isEmpty()) {
      return new Value.Undefined("an item of an empty list");
    }
    return first ? items.getFirst() : items.getLast();
  }

  private static Value reversed(Value value) {
    List<Value> items = value.elements().reversed();
    return value instanceof Value.Text
        ? new Value.Text(MarkedTexts.join(items, MarkedText.EMPTY))
        : new Value.Items(List.copyOf(items));
  }

  private static Value join(Value value, Call call) {
    Value separator = call.optional(0, "d");
    Value attribute = call.optional(1, "attribute");
    List<Value> items = value.elements();
    if (attribute != null) {
      items = items.stream().map(item -> Members.of(item, attribute)).toList();
    }
    return new Value.Text(
        MarkedTexts.join(items, separator == null ? MarkedText.EMPTY : separator.asText()));
  }

  private static Map<String, Value> pairs(Value value) {
    return switch (value) {
      case Value.Pairs(Map<String, Value> pairs) -> pairs;
      case Value.Undefined undefined -> Map.of();
      default -> throw new Fault("A mapping is needed where " + value.kind() + " stands.");
    };
  }

  private static Value toInt(Value value, Call call) {
    return switch (value) {
      case Value.Whole whole -> whole;
      case Value.Real(double number) -> new Value.Whole((long) number);
      case Value.Truth truth -> new Value.Whole(truth.ordinal());
      default -> {
        try {
          yield new Value.Whole(Long.parseLong(Rendering.text(value).text().strip()));
        } catch (NumberFormatException e) {
          yield new Value.Whole(call.whole(0, "default", 0));
        }
      }
    };
  }

  private static Value map(Value value, Call call) {
    Value attribute = call.named().get("attribute");
    if (attribute != null) {
      Value missing = call.named().get("default");
      return each(
          value,
          item -> {
            Value found = Members.of(item, attribute);
            return found instanceof Value.Undefined && missing != null ? missing : found;
          });
    }
    Call inner = inner(call, 0);
    return each(value, item -> apply(item, inner));
  }

  private static Value each(Value value, UnaryOperator<Value> change) {
    List<Value> changed = new ArrayList<>();
    value.elements().forEach(item -> changed.add(change.apply(item)));
    return new Value.Items(List.copyOf(changed));
  }

  private static Value chosen(Value value, Predicate<Value> fits) {
    return new Value.Items(value.elements().stream().filter(fits).toList());
  }

  private static Value attribute(Value item, Call call) {
    return Members.of(item, call.get(0, "attribute"));
  }

  private static boolean test(Value item, Call call, int place) {
    @Nullable Value name = call.optional(place, "test");
    return name == null ? item.truthy() : Tests.holds(item, inner(call, place));
  }

  /** The call of the filter or test that is named at a place of the arguments. */
  private static Call inner(Call call, int place) {
    List<Value> positional = call.positional();
    String name = call.text(place, "name");
    // A test or a filter of filters could call itself without end.
    if (List.of("map", "select", "reject", "selectattr", "rejectattr").contains(name)) {
      throw new Fault("Witan does not know " + call.name() + " of " + name + ".");
    }
    return new Call(
        name,
        positional.subList(Math.min(place + 1, positional.size()), positional.size()),
        call.named(),
        call.budget());
  }
}
