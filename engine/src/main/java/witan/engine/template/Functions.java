package witan.engine.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import witan.engine.TemplateException;

/**
 * The functions that every template has. There is none that tells the time: a prompt is to be the
 * same tomorrow, and templates write a fixed date where {@code strftime_now} is not defined.
 */
final class Functions {
  static final Set<String> NAMES = Set.of("raise_exception", "namespace", "dict", "range");

  private Functions() {}

  static Value call(Call call) {
    return switch (call.name()) {
      case "raise_exception" -> throw new TemplateException(call.text(0, "message"));
      case "namespace" -> new Value.Namespace(new LinkedHashMap<>(call.named()));
      case "dict" -> new Value.Pairs(new LinkedHashMap<>(call.named()));
      default -> range(call);
    };
  }

  private static Value range(Call call) {
    int first = call.get(0, "start").asInt();
    boolean one = call.positional().size() == 1;
    long start = one ? 0 : first;
    long stop = one ? first : call.get(1, "stop").asInt();
    long step = call.whole(2, "step", 1);
    if (step == 0 || Math.abs((stop - start) / step) > Budget.LONGEST_RANGE) {
      throw new Fault("A range has at most " + Budget.LONGEST_RANGE + " numbers, and a step.");
    }
    List<Value> numbers = new ArrayList<>();
    for (long number = start; step > 0 ? number < stop : number > stop; number += step) {
      numbers.add(new Value.Whole(number));
    }
    return new Value.Items(List.copyOf(numbers));
  }
}
