package witan.protocol.typed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A struct of EIP-712: its type and its value in one.
 *
 * @param name of the type
 */
public record Struct(String name, List<Field> fields) {

  public Struct {
    fields = List.copyOf(fields);
  }

  public static Struct of(String name, Field... fields) {
    return new Struct(name, List.of(fields));
  }

  /** {@code hashStruct}: the hash of the type's hash and each member's 32 bytes. */
  public byte[] hash() {
    List<byte[]> parts = new ArrayList<>(fields.size() + 1);
    parts.add(Keccak256.of(encodedType()));
    fields.forEach(field -> parts.add(field.encoded()));
    return Keccak256.of(parts.toArray(byte[][]::new));
  }

  /** {@code encodeType}: the type, then those it refers to, by name. */
  String encodedType() {
    Map<String, Struct> others = new TreeMap<>();
    types(others);
    others.remove(name);
    StringBuilder text = new StringBuilder(declaration());
    others.values().forEach(other -> text.append(other.declaration()));
    return text.toString();
  }

  /** This type and those it refers to, by name. */
  void types(Map<String, Struct> found) {
    found.put(name, this);
    for (Field field : fields) {
      if (field.value() instanceof Struct other) {
        other.types(found);
      }
    }
  }

  private String declaration() {
    List<String> members = fields.stream().map(f -> f.type() + " " + f.name()).toList();
    return name + "(" + String.join(",", members) + ")";
  }

  /** The value as a JSON object, members in order. */
  public Map<String, Object> json() {
    Map<String, Object> object = new LinkedHashMap<>();
    fields.forEach(field -> object.put(field.name(), field.json()));
    return object;
  }
}
