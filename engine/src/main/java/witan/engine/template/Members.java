package witan.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import witan.engine.MarkedText;

/** What is inside a value: attributes, items, slices, methods. */
final class Members {
  private static final Set<String> MAPPING_METHODS = Set.of("items", "keys", "values", "get");

  // Whether a text has a method decides "x.strip is defined" and what x['text'] is.
  private static final Set<String> METHODS =
      Set.of(
          "strip",
          "lstrip",
          "rstrip",
          "startswith",
          "endswith",
          "split",
          "rsplit",
          "splitlines",
          "replace",
          "join",
          "find",
          "count",
          "isdigit",
          "upper",
          "lower",
          "capitalize",
          "title");

  private Members() {}

  /** The item or attribute of a name or place. */
  static Value of(Value value, Value key) {
    if (key instanceof Value.Text name) {
      return named(value, name.string());
    }
    if (value instanceof Value.Text(MarkedText text)) {
      return character(text, key.asInt());
    }
    if (!(value instanceof Value.Items(List<Value> items))) {
      return named(value, Rendering.text(key).text());
    }
    int place = key.asInt();
    int at = place < 0 ? place + items.size() : place;
    return at < 0 || at >= items.size() ? new Value.Undefined("item " + place) : items.get(at);
  }

  private static Value character(MarkedText text, int place) {
    String whole = text.text();
    int size = whole.codePointCount(0, whole.length());
    int at = place < 0 ? place + size : place;
    if (at < 0 || at >= size) {
      return new Value.Undefined("character " + place);
    }
    int start = whole.offsetByCodePoints(0, at);
    return new Value.Text(text.slice(start, whole.offsetByCodePoints(start, 1)));
  }

  private static Value named(Value value, String name) {
    return switch (value) {
      case Value.Undefined undefined ->
          throw new Fault(undefined.name() + " is undefined, so it has no " + name + ".");
      case Value.Pairs(Map<String, Value> pairs) -> {
        Value found = pairs.get(name);
        if (found != null) {
          yield found;
        }
        yield MAPPING_METHODS.contains(name)
            ? new Value.Method(value, name)
            : new Value.Undefined(name);
      }
      case Value.Namespace(Map<String, Value> attributes) ->
          attributes.getOrDefault(name, new Value.Undefined(name));
      case Value.Loop loop -> loop.attribute(name);
      case Value.Text text ->
          METHODS.contains(name) ? new Value.Method(value, name) : missing(name);
      default -> missing(name);
    };
  }

  private static Value missing(String name) {
    return new Value.Undefined(name);
  }

  static Value call(Value.Method method, Call call) {
    return switch (method.of()) {
      case Value.Text(MarkedText text) -> TextMethods.call(text, call);
      case Value.Pairs(Map<String, Value> pairs) -> mapping(pairs, call);
      default -> throw new Fault(method.of().kind() + " has no method " + method.name() + ".");
    };
  }

  private static Value mapping(Map<String, Value> pairs, Call call) {
    return switch (call.name()) {
      case "items" -> items(pairs);
      case "keys" -> new Value.Items(new Value.Pairs(pairs).elements());
      case "values" -> new Value.Items(List.copyOf(pairs.values()));
      default -> {
        Value found = pairs.get(Rendering.text(call.get(0, "key")).text());
        Value otherwise = call.optional(1, "default");
        yield found != null ? found : otherwise != null ? otherwise : Value.None.NONE;
      }
    };
  }

  /** The keys and values of a mapping. */
  static Value items(Map<String, Value> pairs) {
    return new Value.Items(
        pairs.entrySet().stream()
            .<Value>map(
                pair -> new Value.Items(List.of(Value.Text.plain(pair.getKey()), pair.getValue())))
            .toList());
  }

  /** The part of a list or a text, as Python cuts it. */
  static Value slice(
      Value value, @Nullable Integer start, @Nullable Integer stop, @Nullable Integer step) {
    int by = step == null ? 1 : step;
    if (by == 0) {
      throw new Fault("A slice has the step 0.");
    }
    if (!(value instanceof Value.Text) && !(value instanceof Value.Items)) {
      throw new Fault("A list or a text is needed where " + value.kind() + " stands.");
    }
    if (value instanceof Value.Text(MarkedText text) && by == 1) {
      return plain(text, start, stop);
    }
    List<Value> all = value.elements();
    int size = all.size();
    long from = bound(start, by > 0 ? 0 : size - 1, size, by);
    long to = bound(stop, by > 0 ? size : -1, size, by);
    List<Value> kept = new ArrayList<>();
    for (long at = from; by > 0 ? at < to : at > to; at += by) {
      kept.add(all.get((int) at));
    }
    return value instanceof Value.Text
        ? new Value.Text(MarkedTexts.join(kept, MarkedText.EMPTY))
        : new Value.Items(List.copyOf(kept));
  }

  private static Value plain(MarkedText text, @Nullable Integer start, @Nullable Integer stop) {
    String whole = text.text();
    int size = whole.codePointCount(0, whole.length());
    int from = (int) bound(start, 0, size, 1);
    int to = (int) Math.max(bound(stop, size, size, 1), from);
    int begin = whole.offsetByCodePoints(0, from);
    return new Value.Text(text.slice(begin, whole.offsetByCodePoints(begin, to - from)));
  }

  private static long bound(@Nullable Integer given, int otherwise, int size, int step) {
    if (given == null) {
      return otherwise;
    }
    long place = given < 0 ? (long) given + size : given;
    return Math.clamp(place, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
  }
}
