package witan.graphql.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import witan.graphql.openai.NetworkResource;

/**
 * The tests that openai-node generates from OpenAI's API description, each answer checked against
 * that description. Neither is kept here: {@code -Dopenai.node} names a checkout of
 * github.com/openai/openai-node with its dependencies installed, {@code -Dopenai.spec} the {@code
 * openapi.json} of github.com/openai/openai-openapi.
 */
@QuarkusTest
@WithTestResource(NetworkResource.class)
@EnabledIfSystemProperty(named = "openai.node", matches = ".+")
@EnabledIfSystemProperty(named = "openai.spec", matches = ".+")
@Timeout(300)
class GeneratedOpenAiTest {

  @TestHTTPResource("/")
  URI gateway = URI.create("http://127.0.0.1");

  @Test
  void eachPassesOrIsRefusedForAReasonThatIsWrittenDown() throws Exception {
    int passed =
        Scripts.node(
            "openai-generated",
            "run.mjs",
            gateway,
            Map.of(
                "OPENAI_NODE", System.getProperty("openai.node"),
                "OPENAI_SPEC", System.getProperty("openai.spec")));
    assertThat(passed).isPositive();
  }
}
