package witan.graphql.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.openai.NetworkResource;

/** The reference clients of the three transports, and the audits of the first. */
@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(300)
class GraphQlClientsTest {

  @TestHTTPResource("/")
  URI gateway = URI.create("http://127.0.0.1");

  @Test
  void allAuditsOfGraphQlOverHttpAreOk() throws Exception {
    assertThat(Scripts.node("graphql-http.mjs", gateway)).isEqualTo(61);
  }

  @Test
  void theClientOfGraphqlTransportWsIsServedAndEveryBreachHasItsCloseCode() throws Exception {
    assertThat(Scripts.node("graphql-ws.mjs", gateway)).isPositive();
  }

  @Test
  void theClientOfGraphqlOverServerSentEventsIsServed() throws Exception {
    assertThat(Scripts.node("graphql-sse.mjs", gateway)).isPositive();
  }
}
