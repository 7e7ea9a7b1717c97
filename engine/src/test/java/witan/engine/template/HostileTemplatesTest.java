package witan.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.engine.TemplateException;

/** Whatever a template holds, rendering it ends soon, with a text or with a sentence. */
class HostileTemplatesTest {
  private static final Map<String, Object> VARIABLES =
      Map.of(
          "messages",
          List.of(
              Map.of("role", "user", "content", "Hi <|x|>"),
              Map.of("role", "assistant", "content", "")),
          "add_generation_prompt",
          true,
          "tools",
          List.of(Map.of("name", "f", "n", 1.5, "deep", List.of(List.of(1, true)))));

  private static final String GROWING =
      "{% set n = namespace(t='ab', l=[]) %}"
          + "{% for i in range(22) %}{% set n.t = n.t + n.t %}{% endfor %}";

  @ParameterizedTest
  @Timeout(60)
  @ValueSource(
      strings = {
        "{% for i in range(9999) %}{% for j in range(9999) %}{% if 'c' in n.t %}{% endif %}"
            + "{% endfor %}{% endfor %}",
        "{% for i in range(9999) %}{% set n.l = n.l + [n.t ~ i] %}{% endfor %}",
        "{{ n.t.split('a') | length }}{{ n.t | list | length }}",
        "{% for c in n.t %}{% endfor %}",
        "{% for i in range(9999) %}{% set n.l = [n.l] %}{% endfor %}{{ n.l }}",
        "{% for i in range(9999) %}{% set n.l = [n.l] %}{% endfor %}{{ n.l | tojson(indent=1) }}",
        "{% set n.m = [] %}{% for i in range(99) %}{% set n.l = [n.l, n.l] %}"
            + "{% set n.m = [n.m, n.m] %}{% endfor %}{{ n.l == n.m }}",
        "{% set n.m = [] %}{% for i in range(99) %}{% set n.l = [n.l, n.l] %}"
            + "{% set n.m = [n.m, n.m] %}{% endfor %}{{ [n.l] | select('equalto', n.m) | list }}",
        "{% for i in range(60) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l }}",
        "{% for i in range(60) %}{% set n.l = n.l + n.l + [1, 2] %}{% endfor %}",
        "{% for i in range(9999) %}{{ n.t }}{% endfor %}",
        "{% for i in range(9999) %}{% set x %}{{ n.t }}{% endset %}{% endfor %}",
        "{% macro m(x) %}{{ m(x) }}{{ m(x) }}{% endmacro %}{{ m(1) }}",
        "{{ [1] | tojson(indent=999999999) }}",
        "{{ n.t.replace('a', n.t) }}",
        "{{ n.t | title }}",
        "{% for i in range(9999) %}{{ n.t.rsplit('b', 3) | length }}{% endfor %}"
      })
  void whatGrowsWithoutBoundEndsWithASentence(String template) {
    assertThatThrownBy(() -> Templates.text(GROWING + template))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith("The chat template, line 1: ");
  }

  @Test
  @Timeout(60)
  void anythingAtAllRendersOrIsRefused() {
    fuzz(3_000, new SplittableRandom(1));
  }

  @Tag("long")
  @Test
  @Timeout(600)
  void aHundredThousandOfAnythingRenderOrAreRefused() {
    fuzz(100_000, new SplittableRandom(2));
  }

  private static void fuzz(int count, RandomGenerator random) {
    int rendered = 0;
    for (int i = 0; i < count; i++) {
      String template = template(random);
      try {
        JinjaTemplate.parse(template, "<bos>", "<eos>").render(VARIABLES);
        rendered++;
      } catch (TemplateException e) {
        assertThat(e).as(template).message().isNotBlank();
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(template, e);
      }
    }
    // Not all are nonsense.
    assertThat(rendered).isGreaterThan(count / 20);
  }

  private static final String[] VALUES = {
    "messages",
    "messages[0]",
    "messages[1].content",
    "m",
    "x",
    "ns",
    "ns.x",
    "tools",
    "nothing",
    "'a b'",
    "''",
    "'<|x|>'",
    "0",
    "-1",
    "3",
    "1.5",
    "true",
    "none",
    "[1, 'b', none]",
    "[]",
    "{}",
    "{'a': [x], 'b': 2}",
    "range(5)",
    "range(3, 0, -1)",
    "loop.index",
    "loop",
    "add_generation_prompt",
    "bos_token",
    "namespace(x=1)",
    "dict(a=x)",
    "9223372036854775807",
    "strftime_now('%d')",
    "f(x)",
    "f",
    "(1, x)",
    "tools[0]",
    "strftime_now",
    "x.items",
    "raise_exception('no')"
  };
  private static final String[] FILTERS = {
    "trim",
    "title",
    "upper",
    "capitalize",
    "replace('a', x)",
    "string",
    "safe",
    "length",
    "tojson",
    "tojson(indent=2)",
    "default(x)",
    "d('y', true)",
    "first",
    "last",
    "list",
    "reverse",
    "join(', ')",
    "join",
    "items",
    "int",
    "abs",
    "map(attribute='role')",
    "map('upper')",
    "select('odd')",
    "select",
    "reject('equalto', x)",
    "selectattr('role', 'equalto', 'user')",
    "rejectattr('tool_calls')",
    "map",
    "map(x)",
    "select('in', x)",
    "count",
    "int(x)",
    "nonsense"
  };
  private static final String[] MEMBERS = {
    ".content",
    ".role",
    "['content']",
    "[0]",
    "[-1]",
    "[1:]",
    "[::-1]",
    "[:x]",
    ".split('b')",
    ".split()",
    ".rsplit(' ', 1)",
    ".strip()",
    ".lstrip('a')",
    ".startswith('a')",
    ".items()",
    ".get('a')",
    ".keys()",
    ".values()",
    ".x",
    ".upper()",
    ".find('b')",
    ".count('')",
    ".splitlines()",
    ".join(x)",
    ".replace('a', 'b', 1)",
    ".isdigit()",
    "(x)",
    "[x]",
    ".endswith(x)",
    ".title()",
    "[5:2:3]",
    ".get(x, 1)"
  };
  private static final String[] OPERATORS = {
    " + ",
    " - ",
    " * ",
    " / ",
    " // ",
    " % ",
    " ~ ",
    " == ",
    " != ",
    " < ",
    " >= ",
    " in ",
    " not in ",
    " and ",
    " or ",
    " if x else "
  };
  private static final String[] TESTS = {
    " is defined", " is string", " is odd", " is divisibleby(x)", " is none", " is not mapping",
    " is in x", " is eq 1", " is lower", " is iterable", " is sameas x", " is number"
  };

  private static String template(RandomGenerator random) {
    StringBuilder text =
        new StringBuilder(
            "{% set x = 'ab' %}{% set m = messages[0] %}{% set ns = namespace(x=2) %}");
    text.append("{% macro f(y, z='d') %}{{ y }}{{ z }}{% endmacro %}");
    statements(text, random, 3);
    // Half of them are damaged somewhere.
    while (random.nextInt(3) == 0) {
      int at = random.nextInt(text.length());
      int to = Math.min(text.length(), at + 1 + random.nextInt(4));
      switch (random.nextInt(3)) {
        case 0 -> text.delete(at, to);
        case 1 -> text.insert(at, text.substring(at, to));
        default -> text.setCharAt(at, "{}%#'\"-+.|()[] \n\\ü\0".charAt(random.nextInt(19)));
      }
    }
    return text.toString();
  }

  private static void statements(StringBuilder text, RandomGenerator random, int depth) {
    for (int count = random.nextInt(4); count >= 0; count--) {
      switch (random.nextInt(depth == 0 ? 3 : 8)) {
        case 0 -> text.append("a\n  ");
        case 1 -> text.append("{{- ").append(expression(random, 3)).append(" }}");
        case 2 -> {
          String name = one(random, "x", "m", "ns.x", "y");
          text.append("{% set " + name + " = ").append(expression(random, 3)).append(" %}");
        }
        case 3, 4 -> {
          text.append("{% for " + one(random, "m", "x", "k, v")).append(" in ");
          text.append(expression(random, 2)).append(" %}");
          statements(text, random, depth - 1);
          text.append(one(random, "", "{% break %}", "{% continue %}", "{% else %}n"));
          text.append("{% endfor %}");
        }
        case 5 -> {
          text.append("{% if ").append(expression(random, 2)).append(" %}");
          statements(text, random, depth - 1);
          text.append("{% elif x %}b{% endif %}");
        }
        case 6 -> {
          text.append("{% set x %}");
          statements(text, random, depth - 1);
          text.append("{% endset %}");
        }
        default -> {
          text.append("{% macro f(x, m=1) %}");
          statements(text, random, depth - 1);
          text.append("{% endmacro %}");
        }
      }
    }
  }

  private static String expression(RandomGenerator random, int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return one(random, VALUES);
    }
    String inner = expression(random, depth - 1);
    return switch (random.nextInt(6)) {
      case 0 -> "(" + inner + ")" + one(random, MEMBERS);
      case 1 -> inner + one(random, MEMBERS);
      case 2 -> inner + " | " + one(random, FILTERS);
      case 3 -> "(" + inner + ") | " + one(random, FILTERS);
      case 4 -> inner + one(random, TESTS);
      default -> inner + one(random, OPERATORS) + expression(random, depth - 1);
    };
  }

  private static String one(RandomGenerator random, String... of) {
    return of[random.nextInt(of.length)];
  }
}
