package witan.consensus.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value in a case file and where it stands, so that what is wrong can be named.
 *
 * @param path like {@code cases[0].steps[1].input}; empty for the whole file
 */
record Place(String path, JsonNode node) {

  /** How much of a wrong value is shown. */
  private static final int SHOWN = 40;

  /** The field, unless it is missing or null. */
  Optional<Place> find(String name) {
    JsonNode field = object().node.get(name);
    return field == null || field.isNull()
        ? Optional.empty()
        : Optional.of(new Place(path.isEmpty() ? name : path + "." + name, field));
  }

  Place get(String name) {
    return find(name)
        .orElseThrow(() ->
            new CaseFileException((path.isEmpty() ? "The file" : path) + " has no " + name + "."));
  }

  /** All fields of an object that are not null, in their order. */
  List<Map.Entry<String, Place>> fields() {
    List<Map.Entry<String, Place>> fields = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : object().node.properties()) {
      find(field.getKey()).ifPresent(place -> fields.add(Map.entry(field.getKey(), place)));
    }
    return fields;
  }

  List<Place> items() {
    if (!node.isArray()) {
      throw wrong("a list");
    }
    List<Place> items = new ArrayList<>(node.size());
    for (JsonNode item : node) {
      items.add(new Place(path + "[" + items.size() + "]", item));
    }
    return items;
  }

  Place object() {
    if (!node.isObject()) {
      throw wrong("an object");
    }
    return this;
  }

  boolean isNull() {
    return node.isNull();
  }

  boolean isList() {
    return node.isArray();
  }

  boolean isFlag() {
    return node.isBoolean();
  }

  String text() {
    if (!node.isTextual()) {
      throw wrong("text");
    }
    return node.textValue();
  }

  boolean flag() {
    if (!node.isBoolean()) {
      throw wrong("true or false");
    }
    return node.booleanValue();
  }

  long whole(long least, long most) {
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < least
        || node.longValue() > most) {
      throw wrong("a whole number from " + least + " to " + most);
    }
    return node.longValue();
  }

  int whole(int least, int most) {
    return (int) whole((long) least, most);
  }

  /** A share in floating point. */
  double share() {
    if (!node.isNumber() || !(node.doubleValue() >= 0 && node.doubleValue() <= 1)) {
      throw wrong("a number from 0 to 1");
    }
    return node.doubleValue();
  }

  CaseFileException wrong(String wanted) {
    String shown = node.toString();
    if (shown.length() > SHOWN) {
      shown = shown.substring(0, SHOWN) + "…";
    }
    return new CaseFileException(
        (path.isEmpty() ? "The file" : path) + " is not " + wanted + ": " + shown);
  }
}
