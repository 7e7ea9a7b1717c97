package witan.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static witan.engine.template.Templates.ASSISTANT;
import static witan.engine.template.Templates.USER;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each expected text is what Jinja 3.1 prints. */
class ExpressionsTest {

  private static String print(String expression) {
    return Templates.text("{{ " + expression + " }}", USER, ASSISTANT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "1 + 2 * 3#7",
        "(1 + 2) * 3#9",
        "7 // 2 - -7 // 2#7",
        "-7 % 3#2",
        "7 / 2#3.5",
        "1 ~ 'a' ~ none#1aNone",
        "2 * 3 ~ 4#64",
        "'a' 'b'#ab",
        "1 < 2 < 3#True",
        "1 < 3 < 2#False",
        "1 == 1.0 and true == 1#True",
        "not 1 == 2#True",
        "'a' in 'cat'#True",
        "'x' not in ['a', 'b']#True",
        "'k' in {'k': 1}#True",
        "'a' if false else 'b'#b",
        "'a' if false#``",
        "nothing#``",
        "nothing or 'x'#x",
        "'' and 'x'#``",
        "'x' or raise_exception('no')#x",
        "[1, 'a', none, true, 1.5]#[1, 'a', None, True, 1.5]",
        "{'a': \"it's\"}#{'a': \"it's\"}",
        "(1, 2) | length#2",
        "[1, 2, 3][-1]#3",
        "[1, 2, 3][7]#``",
        "[1, 2, 3, 4][1:3]#[2, 3]",
        "[1, 2, 3, 4][::-1]#[4, 3, 2, 1]",
        "[1, 2, 3, 4][-3::2]#[2, 4]",
        "[1, 2, 3, 4][:1:-1]#[4, 3]",
        "'abcdef'[1:-1]#bcde",
        "'abcdef'[::-2]#fdb",
        "'abc'[5:2]#``",
        "'a😀b'[1]#😀",
        "'a😀b' | length#3",
        "'  x '.strip() + '.'#x.",
        "' x\u00a0' | trim#x",
        "'xxaxx'.lstrip('x')#axx",
        "'\\nabc\\n\\n'.rstrip('\\n') | length#4",
        "'abc'.startswith('ab') and 'abc'.endswith(('x', 'c'))#True",
        "'a,b,c'.split(',')#['a', 'b', 'c']",
        "'a,b,c'.split(',', 1)[-1]#b,c",
        "'a,b,c'.rsplit(',', 1)#['a,b', 'c']",
        "' a  b '.split()#['a', 'b']",
        "' a  b c '.split(none, 1)#['a', 'b c ']",
        "'a-b-c'.replace('-', '+', 1)#a+b-c",
        "'hello WORLD' | title#Hello World",
        "\"it's a <b_c\" | title#It's A <B_c",
        "\"it's a_b\".title()#It'S A_B",
        "'hELLO' | capitalize#Hello",
        "'a\\u00e9' | tojson#\"aé\"",
        "{'a': [1, none, true, \"q\\\"\"]} | tojson#{\"a\": [1, null, true, \"q\\\"\"]}",
        "({'a': 1}.items() | list)[0][1]#1",
        "{'a': 1}.get('b', 2)#2",
        "{'a': 1}.a#1",
        "{'a': 1}['b'] is defined#False",
        "nothing is defined#False",
        "nothing is not defined#True",
        "none is none#True",
        "'a' is string and {} is mapping and [] is iterable#True",
        "{} is sequence and [] is sequence#True",
        "1 is number and true is boolean#True",
        "3 is odd and 4 is even and 9 is divisibleby 3#True",
        "4 is divisibleby(2) and 'a' is eq 'a'#True",
        "'a' is in ['a']#True",
        "nothing | default('d')#d",
        "'' | default('d')#``",
        "'' | default('d', true)#d",
        "none | default('d', boolean=true)#d",
        "[1, 2] | first + [3, 4] | last#5",
        "['a', 'b'] | join(', ')#a, b",
        "['a', 'b'] | map('upper') | join#AB",
        "[1, 2, 3] | select('odd') | list#[1, 3]",
        "[1, 0, 2] | select | list#[1, 2]",
        "[1, 2] | reject('equalto', 2) | list#[1]",
        "messages | selectattr('role', 'equalto', 'user') | list | length#1",
        "messages | map(attribute='role') | join('/')#user/assistant",
        "messages | rejectattr('tool') | list | length#2",
        "messages[-1].content | trim#Yes?",
        "messages[0].tool_calls is defined#False",
        "'12' | int + 1#13",
        "'x' | int#0",
        "-3 | abs#3",
        "(-3) | abs#3",
        "'ab' | reverse#ba",
        "range(3) | list#[0, 1, 2]",
        "range(3, 0, -1) | list#[3, 2, 1]",
        "dict(a=1)#{'a': 1}",
        "tools is none and documents is none and add_generation_prompt#True",
        "'\\x41\\t\\q'#A\t\\q",
        "strftime_now('%d %b %Y, %A %B %y 100%%')#26 Jul 2024, Friday July 24 100%",
        "[0.5, 1e16, 1e-05, 123456789.0, 0.0001, -0.0, 1.25e-7, 3e300]#[0.5, 1e+16, 1e-05, 123456789.0, 0.0001, -0.0, 1.25e-07, 3e+300]",
        "{'a': [1, {}]} | tojson(indent=2) | length#30",
        "'a\\nb'.splitlines()#['a', 'b']",
        "'abc'.find('c') + 'abab'.count('b')#4"
      })
  void anExpressionIsWorthWhatJinjaSays(String expression, String expected) {
    assertThat(print(expression)).isEqualTo(expected);
  }
}
