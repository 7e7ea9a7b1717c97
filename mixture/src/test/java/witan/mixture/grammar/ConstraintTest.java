package witan.mixture.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.mixture.text.Vocabulary;

class ConstraintTest {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  /** Every byte, and pieces of JSON that begin and end anywhere, within characters too. */
  private static final Vocabulary VOCABULARY = vocabulary();

  private static final int END = 1;
  private static final Constraints CONSTRAINTS = new Constraints(VOCABULARY);

  private static Vocabulary vocabulary() {
    List<byte[]> tokens = new ArrayList<>();
    // A control token, the end of the turn, and the end of a text.
    tokens.add(new byte[0]);
    tokens.add(new byte[0]);
    tokens.add("<end>".getBytes(StandardCharsets.UTF_8));
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    RandomSchemas schemas = new RandomSchemas(1);
    SplittableRandom random = new SplittableRandom(2);
    while (tokens.size() < 2_000) {
      JsonNode schema = schemas.schema();
      byte[] text = schemas.text(schema, schema).getBytes(StandardCharsets.UTF_8);
      int from = random.nextInt(text.length);
      tokens.add(
          Arrays.copyOfRange(text, from, Math.min(text.length, from + 2 + random.nextInt(8))));
    }
    return new Vocabulary(tokens, new int[] {END, 2});
  }

  private static Constraint constraint(JsonNode schema) {
    return CONSTRAINTS.of(Grammar.ofSchema(schema.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static Constraint constraint(String schema) throws Exception {
    return constraint(JSON.readTree(schema.replace('\'', '"')));
  }

  /** The tokens that the mask leaves. */
  private static int[] allowed(Constraint constraint, State at) {
    float[] logits = new float[VOCABULARY.size()];
    constraint.mask(at, logits);
    int[] allowed = new int[logits.length];
    int count = 0;
    for (int token = 0; token < logits.length; token++) {
      if (logits[token] == 0) {
        allowed[count++] = token;
      }
    }
    return Arrays.copyOf(allowed, count);
  }

  @Test
  void whateverIsDrawnFromTheMasksParsesAndSatisfiesTheSchema() throws Exception {
    int finished = 0;
    for (int seed = 0; seed < 400; seed++) {
      JsonNode schema = new RandomSchemas(seed).schema();
      SplittableRandom random = new SplittableRandom(seed);
      Constraint constraint = constraint(schema);
      State at = constraint.start();
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      int drawn = 0;
      while (at != State.ENDED && drawn++ < 400) {
        int token = draw(allowed(constraint, at), random, drawn > 60);
        at = constraint.after(at, token);
        if (!VOCABULARY.isEndOfTurn(token)) {
          text.writeBytes(VOCABULARY.bytes(token));
        }
      }
      if (at == State.ENDED) {
        finished++;
        String answer = text.toString(StandardCharsets.UTF_8);
        assertThat(answer.getBytes(StandardCharsets.UTF_8)).isEqualTo(text.toByteArray());
        JsonSchema judge = SCHEMAS.getSchema(schema);
        assertThat(judge.validate(JSON.readTree(answer)))
            .as("seed %d: %s under %s", seed, answer, schema)
            .isEmpty();
      }
    }
    assertThat(finished).as("most answers come to an end").isGreaterThan(300);
  }

  @ParameterizedTest
  @CsvSource({
    "date, 2024-02-29, 2023-02-29",
    "date, 1900-12-31, 1900-02-29",
    "time, 23:59:59.25+02:00, 23:59",
    "date-time, 2000-02-29T00:00:00Z, 2000-02-30T00:00:00Z",
    "uuid, 0b5e8c1e-6ad0-4c9e-8f5e-1C9F1B8E2A11, 0b5e8c1e6ad04c9e8f5e1c9f1b8e2a11",
    "ipv4, 192.168.0.255, 192.168.0.256",
    "email, ada.l+1@mail.example.org, ada@-example.org"
  })
  void aFormatIsWhatItsValidatorSays(String format, String good, String bad) throws Exception {
    JsonNode schema = JSON.createObjectNode().put("format", format).put("type", "string");
    JsonSchema judge =
        SCHEMAS.getSchema(
            schema, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    Constraint constraint = constraint(schema);
    assertThat(accepts(constraint, "\"%s\"".formatted(good))).isTrue();
    assertThat(accepts(constraint, "\"%s\"".formatted(bad))).isFalse();
    assertThat(judge.validate(JSON.getNodeFactory().textNode(good))).isEmpty();
    assertThat(judge.validate(JSON.getNodeFactory().textNode(bad))).isNotEmpty();
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      State at = constraint.start();
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      while (!at.complete()) {
        int token = draw(allowed(constraint, at), random, false);
        at = constraint.after(at, token);
        text.writeBytes(VOCABULARY.bytes(token));
      }
      String answer = text.toString(StandardCharsets.UTF_8);
      // Of mail it knows the top-level domains there are, too.
      if (!format.equals("email")) {
        assertThat(judge.validate(JSON.readTree(answer))).as(answer).isEmpty();
      }
    }
  }

  /** Any of them; when it is time, rather one that closes something. */
  private static int draw(int[] allowed, SplittableRandom random, boolean hurry) {
    int[] closing =
        Arrays.stream(allowed)
            .filter(token -> {
              byte[] bytes = VOCABULARY.bytes(token);
              return VOCABULARY.isEndOfTurn(token)
                  || (bytes.length == 1 && "\"]}0n".indexOf(bytes[0]) >= 0);
            })
            .toArray();
    int[] from = hurry && closing.length > 0 ? closing : allowed;
    return from[random.nextInt(from.length)];
  }

  @Test
  void everyTextThatSatisfiesTheSchemaIsAllowedHoweverItIsCutIntoTokens() {
    for (int seed = 1_000; seed < 1_400; seed++) {
      RandomSchemas schemas = new RandomSchemas(seed);
      JsonNode schema = schemas.schema();
      Constraint constraint = constraint(schema);
      SplittableRandom random = new SplittableRandom(seed);
      for (int i = 0; i < 3; i++) {
        String text = schemas.text(schema, schema);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int[] tokens : List.of(longest(bytes), pieces(bytes, random))) {
          State at = constraint.start();
          for (int token : tokens) {
            assertThat(constraint.allows(at, token))
                .as("seed %d: %s under %s", seed, text, schema)
                .isTrue();
            at = constraint.after(at, token);
          }
          assertThat(constraint.allows(at, END)).as("%s under %s", text, schema).isTrue();
          assertThat(constraint.after(at, END)).isSameAs(State.ENDED);
        }
      }
    }
  }

  private static int[] longest(byte[] bytes) {
    return cut(bytes, new SplittableRandom(0), false);
  }

  private static int[] pieces(byte[] bytes, SplittableRandom random) {
    return cut(bytes, random, true);
  }

  private static int[] cut(byte[] bytes, SplittableRandom random, boolean any) {
    List<Integer> tokens = new ArrayList<>();
    int from = 0;
    while (from < bytes.length) {
      List<Integer> fitting = new ArrayList<>();
      for (int token = 3; token < VOCABULARY.size(); token++) {
        byte[] candidate = VOCABULARY.bytes(token);
        if (from + candidate.length <= bytes.length
            && Arrays.equals(
                candidate, 0, candidate.length, bytes, from, from + candidate.length)) {
          fitting.add(token);
        }
      }
      fitting.sort((a, b) -> VOCABULARY.bytes(b).length - VOCABULARY.bytes(a).length);
      int token = fitting.get(any ? random.nextInt(fitting.size()) : 0);
      tokens.add(token);
      from += VOCABULARY.bytes(token).length;
    }
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void theMaskLeavesExactlyTheTokensThatAreAllowedOneByOne() {
    for (int seed = 2_000; seed < 2_040; seed++) {
      RandomSchemas schemas = new RandomSchemas(seed);
      JsonNode schema = schemas.schema();
      Constraint constraint = constraint(schema);
      State at = constraint.start();
      byte[] text = schemas.text(schema, schema).getBytes(StandardCharsets.UTF_8);
      for (int token : pieces(text, new SplittableRandom(seed))) {
        int[] mask = allowed(constraint, at);
        for (int i = 0, other = 0; other < VOCABULARY.size(); other++) {
          boolean left = i < mask.length && mask[i] == other;
          i += left ? 1 : 0;
          assertThat(constraint.allows(at, other)).as("token %d", other).isEqualTo(left);
        }
        at = constraint.after(at, token);
      }
    }
  }

  @Test
  void theTurnMayEndExactlyWhereTheValueIsWhole() throws Exception {
    Constraint constraint = constraint("{'type': ['integer', 'object'], 'properties': {'a': {}}}");
    assertThat(whole(constraint, "")).isFalse();
    assertThat(whole(constraint, "-")).isFalse();
    assertThat(whole(constraint, "-1")).isTrue();
    assertThat(whole(constraint, "12")).isTrue();
    assertThat(whole(constraint, "{")).isFalse();
    assertThat(whole(constraint, "{\"a\": [1]")).isFalse();
    assertThat(whole(constraint, "{\"a\": [1]}")).isTrue();
    assertThat(allowed(constraint, read(constraint, "{}"))).containsExactly(END, 2);
  }

  private static boolean whole(Constraint constraint, String text) {
    State at = read(constraint, text);
    assertThat(at).as(text).isNotSameAs(State.DEAD);
    return constraint.allows(at, END);
  }

  private static State read(Constraint constraint, String text) {
    State at = constraint.start();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      at = at.after(b);
    }
    return at;
  }

  private static boolean accepts(Constraint constraint, String text) {
    return read(constraint, text).complete();
  }

  @Test
  void tokensWithoutBytesNeverComeAndBehindTheEndEverythingMay() throws Exception {
    Constraint constraint = constraint("{'type': 'string'}");
    State start = constraint.start();
    assertThat(constraint.allows(start, 0)).isFalse();
    assertThat(constraint.allows(start, -1)).isFalse();
    assertThat(constraint.allows(start, VOCABULARY.size())).isFalse();
    assertThatThrownBy(() -> constraint.after(start, END)).hasMessageContaining("token 1");
    State ended = constraint.after(read(constraint, "\"\""), END);
    assertThat(constraint.after(ended, 7)).isSameAs(ended);
    assertThat(allowed(constraint, ended)).hasSize(VOCABULARY.size());
  }

  @Test
  void stringsHoldEveryCharacterAndNothingElse() throws Exception {
    Constraint constraint = constraint("{'type': 'string'}");
    for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
      boolean plain =
          character >= 0x20
              && character != '"'
              && character != '\\'
              && (character < 0xD800 || character > 0xDFFF);
      if (plain) {
        assertThat(accepts(constraint, "\"" + Character.toString(character) + "\"")).isTrue();
      }
      if (character <= 0xFFFF) {
        boolean half = character >= 0xD800 && character <= 0xDFFF;
        assertThat(accepts(constraint, "\"\\u%04x\"".formatted(character))).isEqualTo(!half);
        assertThat(accepts(constraint, "\"\\u%04X\"".formatted(character))).isEqualTo(!half);
      }
    }
    assertThat(accepts(constraint, "\"\n\"")).isFalse();
    assertThat(accepts(constraint, "\"\\x\"")).isFalse();
    assertThat(accepts(constraint, "\"\\ud83d\\ude00\"")).isTrue();
    // Too long an encoding, half a surrogate pair, beyond the last character, a stray byte.
    for (String hex : List.of("c0af", "e08080", "eda080", "f0808080", "f4908080", "80", "ff")) {
      State at = constraint.start().after((byte) '"');
      for (byte b : java.util.HexFormat.of().parseHex(hex)) {
        at = at.after(b);
      }
      assertThat(at).as(hex).isSameAs(State.DEAD);
    }
  }

  @Test
  void lengthsCountCharactersAndNotBytesOrEscapes() throws Exception {
    Constraint constraint = constraint("{'type': 'string', 'minLength': 2, 'maxLength': 2}");
    assertThat(accepts(constraint, "\"é😀\"")).isTrue();
    assertThat(accepts(constraint, "\"\\u00e9\\ud83d\\ude00\"")).isTrue();
    assertThat(accepts(constraint, "\"😀\"")).isFalse();
    assertThat(accepts(constraint, "\"abc\"")).isFalse();
  }

  @Test
  void anotherPropertyIsNotNamedAsOneOfTheSchemas() throws Exception {
    Constraint constraint =
        constraint(
            "{'properties': {'ab': {'type': 'null'}}, 'additionalProperties': {'type': 'integer'}}");
    assertThat(accepts(constraint, "{\"ab\":null,\"a\":1, \"abc\":2,\"\":3}")).isTrue();
    assertThat(accepts(constraint, "{\"a\":1}")).isTrue();
    assertThat(accepts(constraint, "{\"ab\":1}")).isFalse();
    assertThat(accepts(constraint, "{\"a\\u0062\":1}")).isFalse();
    assertThat(accepts(constraint, "{\"a\":1,\"ab\":null}")).isFalse();
  }

  @Test
  void anObjectIsClosedWhenItNamesItsPropertiesAndOpenWhenItNamesNone() throws Exception {
    assertThat(accepts(constraint("{'properties': {'a': {}}}"), "{\"b\":1}")).isFalse();
    assertThat(accepts(constraint("{'type': 'object'}"), "{\"b\":{\"c\":[]}}")).isTrue();
    assertThat(
            accepts(constraint("{'type': 'object', 'additionalProperties': false}"), "{\"b\":1}"))
        .isFalse();
    Constraint required = constraint("{'type': 'object', 'required': ['b']}");
    assertThat(accepts(required, "{}")).isFalse();
    assertThat(accepts(required, "{\"b\":1,\"c\":2}")).isTrue();
  }

  @Test
  void blanksStandOnlyAfterCommasAndColonsAndOnlyOnce() throws Exception {
    Constraint constraint = constraint("{'type': 'object'}");
    assertThat(accepts(constraint, "{\"a\": [1, 2],\"b\":3}")).isTrue();
    for (String text :
        List.of(" {}", "{ }", "{\"a\" :1}", "{\"a\":  1}", "{\"a\":1 }", "{\"a\":\n1}", "{} ")) {
      assertThat(accepts(constraint, text)).as(text).isFalse();
    }
  }

  @Test
  void levelsAreLimitedAndWhatIsBegunCanBeFinished() throws Exception {
    Constraint any = constraint("{'type': 'object'}");
    String open = "{\"a\":".repeat(31);
    assertThat(accepts(any, open + "{}" + "}".repeat(31))).isTrue();
    assertThat(read(any, open + "{\"a\":{")).isSameAs(State.DEAD);
    // Each turn of this list needs three levels more: none is begun that could not be closed.
    Constraint list =
        constraint(
            """
            {'$ref': '#/$defs/list', '$defs': {'list': {'type': 'object', 'required': ['a'],
             'properties': {'a': {'type': 'array', 'minItems': 1, 'items':
               {'anyOf': [{'type': 'object', 'required': ['b'],
                 'properties': {'b': {'$ref': '#/$defs/list'}}}, {'type': 'null'}]}}}}}}
            """);
    StringBuilder text = new StringBuilder();
    String turn = "{\"a\":[{\"b\":";
    int turns = 0;
    while (read(list, text + turn) != State.DEAD) {
      text.append(turn);
      turns++;
    }
    assertThat(turns).isEqualTo(10);
    assertThat(accepts(list, text + "{\"a\":[null]}" + "}]}".repeat(turns))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'anyOf': [{'$ref': '#'}, {'const': 1}]}",
        "{'type': 'array', 'items': {'$ref': '#'}}",
        "{'$ref': '#/$defs/a', '$defs': {'a': {'$ref': '#/$defs/b'}, 'b': {'anyOf': [{'$ref': '#/$defs/a'}, {'type': 'null'}]}}}"
      })
  void rulesThatBeginWithThemselvesComeToAnEnd(String schema) throws Exception {
    Constraint constraint = constraint(schema);
    assertThat(allowed(constraint, constraint.start())).isNotEmpty();
  }

  @Test
  void statesAreTheSameWhenAnAnswerIsRewound() throws Exception {
    Constraint constraint = constraint("{'type': 'array', 'items': {'type': 'integer'}}");
    State at = read(constraint, "[1,");
    int[] before = allowed(constraint, at);
    read(constraint, "[1,2,3]");
    assertThat(allowed(constraint, at)).isEqualTo(before);
    assertThat(read(constraint, "[1,")).isSameAs(at);
    // However much is found out in between: what is kept is bounded.
    for (int i = 0; i < 12_000; i++) {
      read(constraint, "[" + i);
    }
    assertThat(allowed(constraint, read(constraint, "[1,"))).isEqualTo(before);
  }

  @Test
  void aModelThatCannotEndATurnOrLacksTheBytesIsRefusedWithASentence() throws Exception {
    Grammar grammar = Grammar.ofSchema("{\"const\":\"é\"}".getBytes(StandardCharsets.UTF_8));
    Vocabulary endless = new Vocabulary(List.of(new byte[] {'"'}), new int[0]);
    assertThatThrownBy(() -> new Constraints(endless).of(grammar))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("No token of this model ends a turn");
    Vocabulary ascii = new Vocabulary(List.of(new byte[] {'"'}, new byte[0]), new int[] {1});
    Constraint constraint = new Constraints(ascii).of(grammar);
    State behindQuote = constraint.after(constraint.start(), 0);
    assertThatThrownBy(() -> constraint.mask(behindQuote, new float[2]))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("No token of this model goes on");
  }

  @Test
  void tooManyWaysAtOnePlaceAreRefusedWithASentence() {
    StringBuilder schema = new StringBuilder("{\"anyOf\":[");
    for (int i = 0; i < 1_500; i++) {
      schema
          .append(i == 0 ? "" : ",")
          .append("{\"type\":\"string\",\"minLength\":")
          .append(i)
          .append('}');
    }
    byte[] bytes = schema.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> CONSTRAINTS.of(Grammar.ofSchema(bytes)).start())
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("more than 1,024 ways");
  }

  @Test
  void brokenAndHostileSchemasAreRefusedWithASentenceOrAreGrammars() throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    for (int seed = 0; seed < 1_500; seed++) {
      byte[] schema = new RandomSchemas(seed).schema().toString().getBytes(StandardCharsets.UTF_8);
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        int at = random.nextInt(schema.length);
        int length = Math.min(random.nextInt(12), schema.length - at);
        System.arraycopy(schema, random.nextInt(schema.length - length), schema, at, length);
      }
      assertThatCode(
              () -> {
                try {
                  Constraint constraint = CONSTRAINTS.of(Grammar.ofSchema(schema));
                  constraint.mask(constraint.start(), new float[VOCABULARY.size()]);
                } catch (SchemaException refused) {
                  assertThat(refused).hasMessageMatching("(?s).{20,500}");
                }
              })
          .as(new String(schema, StandardCharsets.UTF_8))
          .doesNotThrowAnyException();
    }
  }
}
