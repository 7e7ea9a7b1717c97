package witan.graphql.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.openai.NetworkResource;

/** OpenAI's own clients; the one for Java is in {@code OpenAiApiTest}. */
@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(300)
class OpenAiClientsTest {

  @TestHTTPResource("/")
  URI gateway = URI.create("http://127.0.0.1");

  @Test
  void theClientForNodeIsServed() throws Exception {
    assertThat(Scripts.node("openai.mjs", gateway)).isPositive();
  }

  @Test
  void theClientForPythonIsServed() throws Exception {
    assertThat(Scripts.python("openai_client.py", gateway)).isPositive();
  }
}
