package witan.engine.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import witan.engine.RealModel;
import witan.engine.TemplateException;
import witan.engine.gguf.GgufFile;
import witan.engine.text.Fetched;

/** The templates of real models against what Jinja makes of them: {@code expected.py}. */
class RealTemplatesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode resource(String name) throws IOException {
    try (InputStream in = RealTemplatesTest.class.getResourceAsStream(name)) {
      return JSON.readTree(in);
    }
  }

  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>(Fetched.templates());
    try (GgufFile file = GgufFile.open(RealModel.file())) {
      sources.put("smollm2", file.string("tokenizer.chat_template"));
    }
    return sources;
  }

  @Test
  void everyTemplateRendersEveryConversationAsJinjaDoes() throws Exception {
    Map<String, String> sources = sources();
    JsonNode conversations = resource("conversations.json");
    JsonNode expected = resource("expected.json");
    assertThat(expected.properties()).hasSizeGreaterThan(40);
    SoftAssertions all = new SoftAssertions();
    for (var template : expected.properties()) {
      String source = Objects.requireNonNull(sources.get(template.getKey()));
      for (var result : template.getValue().properties()) {
        String conversation = result.getKey().replace(", no prompt", "");
        Map<String, Object> variables =
            JSON.convertValue(conversations.path(conversation), new TypeReference<>() {});
        variables.put("add_generation_prompt", conversation.equals(result.getKey()));
        all.assertThat(rendered(source, variables, result.getValue()))
            .as(template.getKey() + ": " + result.getKey())
            .isEqualTo(result.getValue().properties().iterator().next().getValue().asText());
      }
    }
    all.assertAll();
  }

  /** What the template makes of a conversation, in the form of what is expected. */
  private static String rendered(String source, Map<String, Object> variables, JsonNode expected)
      throws Exception {
    String text;
    try {
      text = JinjaTemplate.parse(source, "<bos>", "<eos>").render(variables).text();
    } catch (TemplateException e) {
      // How Jinja fails is not how Witan says it, but both must.
      return expected.has("failure") ? expected.path("failure").asText() : "" + e.getMessage();
    }
    if (!expected.has("sha256")) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
