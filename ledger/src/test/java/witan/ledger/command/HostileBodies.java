package witan.ledger.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import witan.protocol.Json;
import witan.protocol.ledger.SignedCommand;

/** Bodies that nobody in their right mind sends, a seed's always the same. */
final class HostileBodies {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final List<String> STRANGE =
      List.of(
          "",
          " ",
          "\u0000",
          "0x",
          "-0",
          "1e3",
          "NaN",
          "9223372036854775808",
          "-9223372036854775809",
          "\ud800", // half a character
          "\ud83d\ude00",
          "٣", // a digit, but not of ours
          "'; drop table account; --",
          "../../etc/passwd",
          "%s%n${jndi:ldap://x}");

  private final SplittableRandom random;
  private final ObjectNode valid;

  HostileBodies(SplittableRandom random, SignedCommand valid) {
    this.random = random;
    this.valid = Json.mapper().valueToTree(valid);
  }

  byte[] next() {
    return switch (random.nextInt(12)) {
      case 0 -> noise();
      case 1 -> text(value(6).toString());
      case 2, 3, 4, 5 -> text(bent().toString());
      case 6, 7 -> damaged();
      case 8 -> text("[".repeat(1 + random.nextInt(50_000)));
      case 9 -> text("{\"a\":".repeat(1 + random.nextInt(20_000)) + "1");
      case 10 ->
          text(valid.toString().replaceFirst("\"amount\":\"[0-9]+\"", "\"amount\":" + huge()));
      default -> text(valid + valid.toString());
    };
  }

  /** An array of commands, a few of them right. */
  byte[] nextBatch() {
    return switch (random.nextInt(8)) {
      case 0 -> many("{}", 10_000);
      case 1 -> many("[]", 2_000);
      case 2 -> many("null", 2_001);
      default -> {
        List<JsonNode> commands = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
          commands.add(random.nextInt(4) == 0 ? value(3) : random.nextBoolean() ? valid : bent());
        }
        yield text(commands.toString());
      }
    };
  }

  private byte[] noise() {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A valid command with fields that are something else, gone, or more than it has. */
  private JsonNode bent() {
    ObjectNode bent = valid.deepCopy();
    List<String> fields = new ArrayList<>();
    bent.fieldNames().forEachRemaining(fields::add);
    for (int i = random.nextInt(3); i >= 0; i--) {
      String field = fields.get(random.nextInt(fields.size()));
      switch (random.nextInt(5)) {
        case 0 -> bent.remove(field);
        case 1 -> bent.set(strange(), value(2));
        case 2 -> bent.put(field, strange());
        default -> bent.set(field, value(3));
      }
    }
    return bent;
  }

  /** A valid command's bytes with some of them others, or cut off. */
  private byte[] damaged() {
    byte[] bytes = text(valid.toString());
    if (random.nextInt(3) == 0) {
      return java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private JsonNode value(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 7)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.numberNode(random.nextLong());
      case 3 -> NODES.numberNode(BigInteger.TWO.pow(random.nextInt(2_000)).negate());
      case 4 -> NODES.numberNode(new BigDecimal("1e" + random.nextInt(-2_000, 2_000)));
      case 5 -> NODES.textNode(strange());
      case 6 -> NODES.textNode("x".repeat(random.nextInt(3_000)));
      case 7 -> {
        var array = NODES.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(value(depth - 1));
        }
        yield array;
      }
      default -> {
        var object = NODES.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set(strange(), value(depth - 1));
        }
        yield object;
      }
    };
  }

  private String strange() {
    return STRANGE.get(random.nextInt(STRANGE.size()));
  }

  private String huge() {
    return switch (random.nextInt(3)) {
      case 0 -> "1e999999999";
      case 1 -> "-" + "9".repeat(1 + random.nextInt(20_000));
      default -> "0." + "0".repeat(random.nextInt(20_000)) + "1";
    };
  }

  private static byte[] many(String element, int times) {
    return text("[" + (element + ",").repeat(times - 1) + element + "]");
  }

  // Half a character can be sent only escaped.
  private static byte[] text(String text) {
    return text.replace("\ud800", "\\ud800").getBytes(StandardCharsets.UTF_8);
  }
}
