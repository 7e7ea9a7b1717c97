package witan.mixture.grammar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What an answer may be: JSON that satisfies a schema. Immutable.
 *
 * <p>Of JSON schema (draft 2020-12) this is understood:
 *
 * <ul>
 *   <li>{@code type}, one or a list of string, number, integer, boolean, null, object, array; where
 *       it is left out, it is what the other keywords are about, or anything;
 *   <li>of strings {@code minLength}, {@code maxLength}, or {@code pattern} ({@link Pattern}), or
 *       {@code format} ({@link Formats});
 *   <li>of integers {@code minimum}, {@code maximum}, {@code exclusiveMinimum}, {@code
 *       exclusiveMaximum};
 *   <li>of objects {@code properties}, {@code required}, {@code additionalProperties}; an object
 *       with {@code properties} has no others unless this says so, one without may have any;
 *   <li>of arrays {@code items}, {@code minItems}, {@code maxItems};
 *   <li>{@code enum}, {@code const}, {@code anyOf}, {@code allOf} of one schema, and {@code $ref}
 *       to a place in the same schema, which may be recursive; beside these only {@code type} with
 *       the first two;
 *   <li>what constrains nothing: {@code title}, {@code description}, {@code default}, {@code
 *       examples}, {@code $schema}, {@code $id}, {@code $comment}, {@code deprecated}, {@code
 *       readOnly}, {@code writeOnly}, {@code $defs}, {@code definitions}, {@code x-…}.
 * </ul>
 *
 * Everything else is refused, never passed over.
 *
 * <p>A value has many spellings in JSON; these are allowed: no white space but one blank after each
 * comma and colon, or none, as small models write blanks without end; properties in the schema's
 * order, others after them; integers of up to 15 digits, fractions of as many, exponents of two;
 * strings with any character as it is or escaped, but names, {@code enum}, {@code const} and {@code
 * pattern} with no more escapes than needed; 32 levels of objects and arrays. An object may name
 * one of its other properties twice, which parsers take as the last.
 */
public final class Grammar {

  /** The largest schema in bytes. */
  public static final int LARGEST_SCHEMA = 64 << 10;

  private static final int DEEPEST_SCHEMA = 128;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(DEEPEST_SCHEMA).build());
  }

  private final byte[] bytes;
  private final Rule root;

  private Grammar(byte[] bytes, Rule root) {
    this.bytes = bytes;
    this.root = root;
  }

  /** Any JSON object. */
  public static Grammar jsonObject() {
    return of(JsonNodeFactory.instance.objectNode().put("type", "object"));
  }

  /**
   * Of the schema in these bytes, JSON in UTF-8.
   *
   * @throws SchemaException if it is not understood, or nothing satisfies it
   */
  public static Grammar ofSchema(byte[] schema) {
    requireSize(schema.length);
    try {
      return of(MAPPER.readTree(schema));
    } catch (JsonProcessingException e) {
      throw new SchemaException(
          "The schema is not JSON: %s; send one object.".formatted(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new SchemaException("The schema is not UTF-8; send JSON in UTF-8.");
    }
  }

  private static Grammar of(JsonNode schema) {
    byte[] bytes;
    try {
      bytes = MAPPER.writeValueAsBytes(schema);
    } catch (JsonProcessingException e) {
      throw new SchemaException("The schema cannot be written: " + e.getOriginalMessage());
    }
    requireSize(bytes.length);
    Rule root = new SchemaReader(schema).read();
    settle(root);
    if (root.height() > Automaton.DEEPEST) {
      throw new SchemaException(
          root.height() == Rule.ENDLESS
              ? "Nothing satisfies the schema: every value that it allows contains itself; give the recursion an end, for example null or an empty array."
              : "The schema needs %d levels of objects and arrays inside each other; answers have at most %d."
                  .formatted(root.height(), Automaton.DEEPEST));
    }
    return new Grammar(bytes, root);
  }

  private static void requireSize(int length) {
    if (length > LARGEST_SCHEMA) {
      throw new SchemaException(
          "The schema has %,d bytes; send at most %,d.".formatted(length, LARGEST_SCHEMA));
    }
  }

  /** Finds the heights of all rules: the least numbers that agree with each other. */
  private static void settle(Rule root) {
    Set<Rule> known = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Rule> found = new ArrayList<>();
    Deque<Rule> todo = new ArrayDeque<>(List.of(root));
    while (!todo.isEmpty()) {
      Rule rule = todo.removeLast();
      if (known.add(rule)) {
        found.add(rule);
        todo.addAll(rule.parts());
      }
    }
    // Parts mostly come after what they are part of: backwards, few rounds are needed.
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Rule rule : found.reversed()) {
        changed |= rule.settle();
      }
    }
  }

  /** The schema as it travels: the same JSON without white space. */
  public byte[] bytes() {
    return bytes.clone();
  }

  Rule root() {
    return root;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Grammar that && java.util.Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return java.util.Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Grammar[" + new String(bytes, java.nio.charset.StandardCharsets.UTF_8) + "]";
  }
}
