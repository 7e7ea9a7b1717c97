package witan.engine.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The evaluated arguments of a filter, a test, a method or a function.
 *
 * @param name of what is called, for a sentence
 * @param budget what carrying it out is counted against
 */
record Call(String name, List<Value> positional, Map<String, Value> named, Budget budget) {

  /** The argument at a place or of a name, or null. */
  @Nullable Value optional(int place, String parameter) {
    return place < positional.size() ? positional.get(place) : named.get(parameter);
  }

  Value get(int place, String parameter) {
    Value value = optional(place, parameter);
    if (value == null) {
      throw new Fault(name + " lacks its argument " + parameter + ".");
    }
    return value;
  }

  String text(int place, String parameter) {
    return get(place, parameter).asText().text();
  }

  int whole(int place, String parameter, int otherwise) {
    Value value = optional(place, parameter);
    return value == null || value == Value.None.NONE ? otherwise : value.asInt();
  }
}
