package witan.protocol.typed;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A message within its domain: what is signed (EIP-712). */
public record TypedData(Struct domain, Struct message) {

  private static final byte[] PREFIX = {0x19, 0x01};

  /** The 32 bytes that are signed. */
  public byte[] digest() {
    return digest(domain.hash(), message);
  }

  /** The same from the domain's hash, for whoever has many messages of one domain. */
  public static byte[] digest(byte[] domainHash, Struct message) {
    return Keccak256.of(PREFIX, domainHash, message.hash());
  }

  /** The argument of a wallet's {@code eth_signTypedData_v4}. */
  public Map<String, Object> json() {
    Map<String, Struct> structs = new TreeMap<>();
    domain.types(structs);
    message.types(structs);
    Map<String, Object> types = new LinkedHashMap<>();
    structs.forEach((name, struct) -> types.put(name, members(struct)));
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("types", types);
    object.put("primaryType", message.name());
    object.put("domain", domain.json());
    object.put("message", message.json());
    return object;
  }

  private static List<Map<String, String>> members(Struct struct) {
    return struct.fields().stream()
        .map(field -> {
          Map<String, String> member = new LinkedHashMap<>();
          member.put("name", field.name());
          member.put("type", field.type());
          return member;
        })
        .toList();
  }
}
