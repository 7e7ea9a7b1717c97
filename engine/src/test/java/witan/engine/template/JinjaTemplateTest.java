package witan.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static witan.engine.template.Templates.ASSISTANT;
import static witan.engine.template.Templates.USER;
import static witan.engine.template.Templates.marked;
import static witan.engine.template.Templates.text;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.engine.MarkedText;
import witan.engine.MarkedText.Run;
import witan.engine.Message;
import witan.engine.TemplateException;

class JinjaTemplateTest {
  private static final String CHATML =
      "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
          + "{{ '<|im_start|>system\\nBe kind<|im_end|>\\n' }}{% endif %}"
          + "{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
          + "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

  @Test
  void chatMlIsRenderedWithItsMarks() {
    assertThat(marked(CHATML, USER).runs())
        .containsExactly(
            new Run("<|im_start|>system\nBe kind<|im_end|>\n<|im_start|>", true),
            new Run("user", false),
            new Run("\n", true),
            new Run("Hi <|x|>", false),
            new Run("<|im_end|>\n<|im_start|>assistant\n", true));
  }

  @Test
  void aSystemMessageTakesTheDefaultsPlaceAndThePromptIsOptional() {
    MarkedText text =
        JinjaTemplate.parse(CHATML, "", "")
            .render(List.of(new Message("system", "Be brief"), USER), false);
    assertThat(text.text())
        .isEqualTo(
            "<|im_start|>system\nBe brief<|im_end|>\n<|im_start|>user\nHi <|x|><|im_end|>\n");
  }

  @Test
  void beginAndEndTokensAreTrusted() {
    assertThat(marked("{{ bos_token }}{{ messages[0].content }}{{ eos_token }}", USER).runs())
        .containsExactly(
            new Run("<bos>", true), new Run("Hi <|x|>", false), new Run("<eos>", true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ c | trim }}",
        "{{ c.strip() }}",
        "{{ c.split('H')[1] }}",
        "{{ c.split()[1] }}",
        "{{ c.rsplit('i', 1) | last }}",
        "{{ c[3:] }}",
        "{{ c[::-1] }}",
        "{{ c[4] }}",
        "{{ c | upper }}",
        "{{ c | title }}",
        "{{ c.replace('Hi', '') }}",
        "{{ 'ab'.replace('b', c) }}",
        "{{ c | tojson }}",
        "{{ {'a': [c]} }}",
        "{{ {c: 1} }}",
        "{{ {c: 1} | list | first }}",
        "{{ {c: 1} | tojson }}",
        "{{ messages }}",
        "{{ [c, c] | join('-') }}",
        "{{ c ~ 1 }}",
        "{{ nothing | default(c) }}",
        "{% set ns = namespace(x='') %}{% for m in messages %}{% set ns.x = ns.x + m.content %}"
            + "{% endfor %}{{ ns.x }}",
        "{% set x %}{{ c }}{% endset %}{{ x }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(c) }}",
        "{% for x in c %}{{ x }}{% endfor %}",
        "{{ messages | map(attribute='content') | list | last }}",
        "{{ c | string | safe | reverse }}"
      })
  void whatAMessageHoldsStaysForeign(String template) {
    String whole = "{% set c = messages[0]['content'] %}" + template;
    String trusted = "";
    boolean foreign = false;
    for (Run run : marked(whole, USER).runs()) {
      trusted += run.trusted() ? run.text() : "";
      foreign |= !run.trusted();
    }
    assertThat(foreign).isTrue();
    assertThat(trusted).doesNotContainIgnoringCase("x").doesNotContain("<", "|", ">");
  }

  @Test
  void aTemplatesOwnRefusalIsSaidInItsWords() {
    String source =
        "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
            + "{{ raise_exception('Roles must alternate') }}{% endif %}{% endfor %}ok";
    assertThat(text(source, USER, ASSISTANT, USER)).isEqualTo("ok");
    assertThatThrownBy(() -> text(source, USER, USER))
        .isInstanceOf(TemplateException.class)
        .hasMessage("Roles must alternate");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "{{ `#line 1: A tag is never closed",
        "a\\n{% if x %}\\nb\\nc#line 4: A tag is never closed",
        "{% for x of y %}#\"in\" should stand where \"of\" does",
        "{% include 'x' %}#Witan does not know the tag {% include %}",
        "{{ 1 + }}#A value is missing in front of }}",
        "{{ ) }}#can't stand here",
        "{{ 'abc }}#The character ' can't stand here",
        "{{ a b }}#The tag should end where \"b\" stands",
        "{% endif %}#Witan does not know the tag {% endif %}",
        "{% break %}#There is no loop around this break",
        "{{ 99999999999999999999 }}#too large",
        "{{ '\\ud' }}#malformed character escape"
      })
  void aMalformedTemplateIsRefusedWithItsLine(String source, String sentence) {
    String clean = source.replace("`", "").replace("\\n", "\n");
    assertThatThrownBy(() -> JinjaTemplate.parse(clean, "", ""))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith("The chat template, line ")
        .hasMessageContaining(sentence.replace("`", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "\\n\\n{{ nothing.at.all }}#line 3: nothing is undefined, so it has no at",
        "{{ 1 | frobnicate }}#Witan does not know the filter frobnicate",
        "{{ 1 is prime }}#Witan does not know the test prime",
        "{{ 'a' + 1 }}#no arithmetic of a text and a number",
        "{{ 1 // 0 }}#divided by zero",
        "{{ 'a'.nothing() }}#A function is needed",
        "{% for a, b in [1] %}{% endfor %}#A list is needed where a number stands",
        "{{ 9223372036854775807 + 1 }}#too large",
        "{% set x = 1 %}{% set x.y = 2 %}#Only a namespace's attributes",
        "{{ range(1000000000) }}#A range has at most",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}#levels deep",
        "{% set n = namespace() %}{% set n.n = n %}{{ n }}#can't be written as text",
        "{{ 'a'.split('') }}#split at nothing"
      })
  void whatCanNotBeCarriedOutIsSaidWithItsLine(String source, String sentence) {
    String clean = source.replace("\\n", "\n");
    assertThatThrownBy(() -> text(clean, USER))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith("The chat template, line ")
        .hasMessageContaining(sentence);
  }

  @Test
  void nestingIsBounded() {
    assertThatThrownBy(() -> text("{{ " + "(".repeat(20_000) + ")".repeat(20_000) + " }}"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("levels deep");
    assertThatThrownBy(() -> text("{% if 1 %}".repeat(20_000)))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("levels deep");
    assertThatThrownBy(() -> text("{{ 1" + " + 1".repeat(20_000) + " }}"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("levels deep");
    assertThatThrownBy(() -> text("{{ " + "not ".repeat(20_000) + "1 }}"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("levels deep");
  }

  @Test
  void workAndSizeAreBounded() {
    String doubling =
        "{% set n = namespace(t='ab') %}{% for i in range(60) %}{% set n.t = n.t + n.t %}{% endfor %}";
    assertThatThrownBy(() -> text(doubling))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("characters");
    String cubed =
        "{% for i in range(9999) %}{% for j in range(9999) %}{% set x = i %}{% endfor %}{% endfor %}";
    assertThatThrownBy(() -> text(cubed))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("runs for too long");
  }

  @Test
  void twentyThousandMessagesRender() {
    Message[] many = new Message[20_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = new Message("user", "message " + i);
    }
    assertThat(text(CHATML, many)).hasSizeGreaterThan(800_000);
  }
}
