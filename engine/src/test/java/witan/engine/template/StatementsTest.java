package witan.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static witan.engine.template.Templates.ASSISTANT;
import static witan.engine.template.Templates.USER;
import static witan.engine.template.Templates.text;

import org.junit.jupiter.api.Test;
import witan.engine.Message;

class StatementsTest {

  @Test
  void loopsKnowWhereTheyStand() {
    String source =
        "{% for x in ['a','b','c'] %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}"
            + "{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.previtem }}"
            + "{{ loop.nextitem }};{% endfor %}";
    assertThat(text(source)).isEqualTo("103TrueFalse3b;212FalseFalse3ac;321FalseTrue3b;");
  }

  @Test
  void loopsFilterUnpackJumpAndHaveAnElse() {
    assertThat(text("{% for x in range(6) if x is odd %}{{ x }}/{{ loop.length }} {% endfor %}"))
        .isEqualTo("1/3 3/3 5/3 ");
    assertThat(text("{% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}={{ v }};{% endfor %}"))
        .isEqualTo("a=1;b=2;");
    assertThat(text("{% for x in [] %}x{% else %}none{% endfor %}")).isEqualTo("none");
    assertThat(
            text(
                "{% for x in range(9) %}{% if x == 1 %}{% continue %}{% elif x == 4 %}{% break %}"
                    + "{% endif %}{{ x }}{% endfor %}."))
        .isEqualTo("023.");
  }

  @Test
  void whatALoopSetsIsGoneAfterItButNamespacesStay() {
    assertThat(text("{% set x = 0 %}{% for i in range(3) %}{% set x = i %}{% endfor %}{{ x }}"))
        .isEqualTo("0");
    assertThat(
            text(
                "{% set n = namespace(x=0) %}{% for i in range(3) %}{% set n.x = n.x + i %}"
                    + "{% endfor %}{{ n.x }}"))
        .isEqualTo("3");
    assertThat(text("{% if true %}{% set x = 1 %}{% endif %}{{ x }}")).isEqualTo("1");
  }

  @Test
  void namesTakeSeveralValuesOrABlock() {
    assertThat(text("{% set a, b = 1, 2 %}{{ b }}{{ a }}")).isEqualTo("21");
    assertThat(text("{% set a %}x{{ 1 }}{% endset %}{{ a }}{{ a }}")).isEqualTo("x1x1");
  }

  @Test
  void macrosHaveDefaultsAndSeeWhatIsGlobal() {
    assertThat(
            text(
                "{% set g = 'g' %}{% macro m(a, b='d') %}{{ a }}{{ b }}{{ g }}{% endmacro %}"
                    + "{{ m(1) }} {{ m(1, b=2) }} {{ m('x')|upper }}"))
        .isEqualTo("1dg 12g XDG");
  }

  @Test
  void tagsTakeTheirLineWithThem() {
    assertThat(
            text(
                """
                a
                  {% if true %}
                  b {{ 1 }}
                  {% endif %}
                  {# a comment #}
                c
                """))
        .isEqualTo("a\n  b 1\nc");
  }

  @Test
  void hyphensTakeAllWhiteSpaceAndPlusKeepsIt() {
    assertThat(text("a \n {%- if true -%} \n b \n {{- 1 -}} \n c {%- endif %}")).isEqualTo("ab1c");
    assertThat(text("a\n  {%+ if true +%}\nb{% endif %}")).isEqualTo("a\n  \nb");
    assertThat(text("a {#- x -#} b")).isEqualTo("ab");
    assertThat(text("x {% if true %} y {% endif %} z")).isEqualTo("x  y  z");
  }

  @Test
  void rawTextIsLeftAlone() {
    assertThat(text("{% raw %}{{ x }}{% y %}{% endraw %}!")).isEqualTo("{{ x }}{% y %}!");
  }

  @Test
  void markedAnswersArePrinted() {
    assertThat(
            text("{% generation %}{{ messages[1].content }}{% endgeneration %}", USER, ASSISTANT))
        .isEqualTo(" Yes? ");
  }

  @Test
  void bracesInTextsAndMappingsDoNotEndATag() {
    assertThat(text("{{ '}}' ~ {'a': {'b': 1}}.a.b }}{{ '%}' }}")).isEqualTo("}}1%}");
  }

  @Test
  void theLastTurnsReasoningIsFoundFromTheEnd() {
    String source =
        """
        {%- set ns = namespace(last=-1) %}
        {%- for m in messages[::-1] %}
            {%- set index = (messages|length - 1) - loop.index0 %}
            {%- if ns.last < 0 and m.role == "user" and not(m.content.startswith('<t>')) %}
                {%- set ns.last = index %}
            {%- endif %}
        {%- endfor %}
        {%- for m in messages %}
            {%- set content = m.content %}
            {%- if '</think>' in content %}
                {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
            {%- endif %}
            {{- '<s>' + m.role + '\\n' + content + '<e>\\n' }}
        {%- endfor %}
        {{- ns.last }}
        """;
    assertThat(text(source, USER, new Message("assistant", "<think>a</think>\n\nb")))
        .isEqualTo("<s>user\nHi <|x|><e>\n<s>assistant\nb<e>\n0");
  }
}
