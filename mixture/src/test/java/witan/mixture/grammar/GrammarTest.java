package witan.mixture.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class GrammarTest {

  private static Grammar grammar(String schema) {
    return Grammar.ofSchema(schema.getBytes(StandardCharsets.UTF_8));
  }

  static boolean accepts(Grammar grammar, String text) {
    State at = new Automaton(grammar.root(), 100).start();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      at = at.after(b);
    }
    return at.complete();
  }

  @ParameterizedTest
  @CsvFileSource(
      resources = "/grammar/refused.csv",
      delimiter = '\t',
      quoteCharacter = '`',
      useHeadersInDisplayName = true)
  void whatIsNotUnderstoodIsRefusedWithItsPlace(String schema, String sentence) {
    assertThatThrownBy(() -> grammar(schema))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void hostileSizesAreRefused() {
    String big = "{\"description\":\"%s\"}".formatted("x".repeat(Grammar.LARGEST_SCHEMA));
    assertThatThrownBy(() -> grammar(big)).hasMessageContaining("send at most 65,536");
    String deep = "{\"items\":".repeat(200) + "{}" + "}".repeat(200);
    assertThatThrownBy(() -> grammar(deep))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("nesting depth");
    String levels =
        "{\"minItems\":1,\"items\":".repeat(40) + "{\"type\":\"null\"}" + "}".repeat(40);
    assertThatThrownBy(() -> grammar(levels)).hasMessageContaining("needs 40 levels");
    String names =
        "{\"additionalProperties\":{},\"properties\":{\"%s\":{}}}".formatted("x".repeat(5_000));
    assertThatThrownBy(() -> grammar(names))
        .hasMessageContaining("'additionalProperties' to false");
    String values = "{\"enum\":[1" + ",1".repeat(1_000) + "]}";
    assertThatThrownBy(() -> grammar(values)).hasMessageContaining("list at most 1,000");
  }

  @Test
  void referencesMayFollowEachOtherAsOftenAsTheSchemaIsLong() {
    StringBuilder schema = new StringBuilder("{\"$ref\":\"#/$defs/0\",\"$defs\":{");
    for (int i = 0; i < 1_800; i++) {
      schema.append("\"%d\":{\"$ref\":\"#/$defs/%d\"},".formatted(i, i + 1));
    }
    Grammar grammar = grammar(schema.append("\"1800\":{\"type\":\"null\"}}}").toString());
    assertThat(accepts(grammar, "null")).isTrue();
  }

  @Test
  void theSchemaTravelsWithoutWhiteSpaceAndInItsOrder() {
    Grammar grammar = grammar("{ \"type\" : \"object\",\n\"properties\":{\"b\":{},\"a\":{}} }");
    assertThat(new String(grammar.bytes(), StandardCharsets.UTF_8))
        .isEqualTo("{\"type\":\"object\",\"properties\":{\"b\":{},\"a\":{}}}");
    assertThat(Grammar.ofSchema(grammar.bytes())).isEqualTo(grammar);
    assertThat(accepts(grammar, "{\"b\":1,\"a\":2}")).isTrue();
    assertThat(accepts(grammar, "{\"a\":2,\"b\":1}")).isFalse();
    assertThat(accepts(Grammar.jsonObject(), "{\"a\":[{}]}")).isTrue();
    assertThat(accepts(Grammar.jsonObject(), "[]")).isFalse();
  }

  @Test
  void allOfOneSchemaIsThatSchema() {
    Grammar grammar =
        grammar("{\"allOf\":[{\"$ref\":\"#/$defs/a\"}],\"$defs\":{\"a\":{\"const\":1}}}");
    assertThat(accepts(grammar, "1")).isTrue();
    assertThat(accepts(grammar, "2")).isFalse();
  }

  @Test
  void valuesKeepToTheTypeBesideThem() {
    Grammar grammar =
        grammar("{\"type\":[\"string\",\"integer\"],\"enum\":[\"a\",1,2.0,2.5,null]}");
    assertThat(accepts(grammar, "\"a\"")).isTrue();
    assertThat(accepts(grammar, "1")).isTrue();
    assertThat(accepts(grammar, "2")).isTrue();
    assertThat(accepts(grammar, "2.5")).isFalse();
    assertThat(accepts(grammar, "null")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-1, 1",
    "7, 132",
    "-15, -3",
    "99, 1000",
    "-120, 45",
    "0, 9",
    "10, 99",
    "123, 123"
  })
  void integersAreThoseBetweenTheirBounds(int least, int most) {
    Grammar grammar = grammar("{\"minimum\":%d,\"maximum\":%d}".formatted(least, most));
    Grammar open =
        grammar(
            "{\"exclusiveMinimum\":%d.5,\"exclusiveMaximum\":%d}"
                .formatted(least - 1, most + 1)
                .replace("-1.5", "-0.5"));
    for (int i = -1_100; i <= 1_100; i++) {
      boolean between = least <= i && i <= most;
      assertThat(accepts(grammar, Integer.toString(i))).as("%d", i).isEqualTo(between);
      if (least > 0) {
        assertThat(accepts(open, Integer.toString(i))).as("%d", i).isEqualTo(between);
      }
    }
    assertThat(accepts(grammar, "00")).isFalse();
    assertThat(accepts(grammar, "-0")).isFalse();
  }

  @Test
  void integersHaveAtMostFifteenDigits() {
    Grammar grammar =
        grammar("{\"type\":\"integer\",\"minimum\":1e300}".replace("1e300", "-1e300"));
    assertThat(accepts(grammar, "-999999999999999")).isTrue();
    assertThat(accepts(grammar, "1000000000000000")).isFalse();
    assertThatThrownBy(() -> grammar("{\"minimum\":1e999999999}"))
        .hasMessageContaining("no integer of up to 15 digits");
    Grammar tiny = grammar("{\"exclusiveMinimum\":-1e-999999999,\"maximum\":1e-999999999}");
    assertThat(accepts(tiny, "0")).isTrue();
    assertThat(accepts(tiny, "-1")).isFalse();
    assertThat(accepts(tiny, "1")).isFalse();
    assertThatThrownBy(() -> grammar("{\"minItems\":1e-999999999}"))
        .hasMessageContaining("a whole number from 0");
    assertThat(accepts(grammar("{\"const\":1e-999999999}"), "1E-999999999")).isTrue();
  }

  @ParameterizedTest
  @CsvFileSource(
      resources = "/grammar/patterns.csv",
      delimiter = '\t',
      quoteCharacter = '`',
      useHeadersInDisplayName = true)
  void patternsMatchWhatRegularExpressionsMatch(String pattern, String texts) throws Exception {
    String quoted =
        com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.textNode(pattern).toString();
    Grammar grammar = grammar("{\"pattern\":%s}".formatted(quoted));
    Matcher judge = java.util.regex.Pattern.compile(pattern).matcher("");
    int matched = 0;
    for (String text : texts.translateEscapes().split("~", -1)) {
      String value =
          com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.textNode(text).toString();
      boolean matches = judge.reset(text).find();
      assertThat(accepts(grammar, value)).as("%s against %s", value, pattern).isEqualTo(matches);
      matched += matches ? 1 : 0;
    }
    assertThat(matched).as("the table has both sorts").isBetween(1, texts.split("~").length - 1);
  }
}
