package witan.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"tools\":[{}]} | true",
        "{\"functions\":[{}]} | true",
        "{\"tools\":[{}],\"tool_choice\":\"auto\"} | true",
        "{\"tools\":[{}],\"tool_choice\":\"none\"} | false",
        "{\"tools\":[]} | false",
        "{\"tools\":null} | false",
        "{\"messages\":[{\"role\":\"tool\",\"content\":\"7\"}]} | true",
        "{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{}]}]} | true",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"tool\"}]} | false",
        "{\"input\":[{\"type\":\"function_call_output\",\"output\":\"7\"}]} | true",
        "{\"input\":\"function_call\"} | false",
        "{} | false"
      })
  void aRequestUsesToolsIfItOffersSomeOrSpeaksOfTheirCalls(String request, boolean uses) {
    assertThat(Tools.isUsed(Json.object(request.getBytes(StandardCharsets.UTF_8)))).isEqualTo(uses);
  }
}
