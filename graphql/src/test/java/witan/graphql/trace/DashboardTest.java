package witan.graphql.trace;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.protocol.Json;

/** The gateway's dashboard is over metrics that the gateway has. */
@QuarkusTest
@WithTestResource(TracedNetwork.class)
@Timeout(60)
class DashboardTest {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)+");
  private static final Set<String> FUNCTIONS = Set.of("histogram_quantile");

  /** Names of metrics in a dashboard's expressions. */
  private static Set<String> metrics(JsonNode dashboard) {
    Set<String> names = new TreeSet<>();
    for (JsonNode expression : dashboard.findValues("expr")) {
      String bare =
          expression
              .asText()
              .replaceAll("\\{[^}]*}|\\[[^]]*]", "")
              .replaceAll("\\b(by|without) *\\([^)]*\\)", "");
      NAME.matcher(bare)
          .results()
          .map(match -> match.group())
          .filter(name -> !FUNCTIONS.contains(name))
          .forEach(names::add);
    }
    return names;
  }

  private static void ask(String model) {
    given()
        .contentType(ContentType.JSON)
        .body(
            "{\"model\":\"%s\",\"max_tokens\":60,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
                .formatted(model))
        .post("/v1/chat/completions")
        .then()
        .statusCode(200);
  }

  @Test
  void eachMetricOfItIsThereOnceAQuestionIsAnswered() throws Exception {
    ask("witan");
    ask("witan/giant");

    String exposed = given().get("/q/metrics").asString();

    Set<String> there =
        exposed
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split("[{ ]", 2)[0])
            .collect(Collectors.toSet());
    Set<String> shown =
        metrics(Json.mapper().readTree(Files.readString(Path.of("../k8s/grafana/gateway.json"))));
    assertThat(shown).hasSizeGreaterThan(15);
    assertThat(there).containsAll(shown);
    assertThat(exposed)
        .contains("witan_experts_lost_total{expert=\"cleo\",status=\"failed_over\"}")
        .contains("witan_tokens_total{type=\"input\"}")
        .containsPattern(
            "gen_ai_server_time_to_first_token_seconds_bucket\\{gen_ai_operation_name=\"chat\","
                + "gen_ai_provider_name=\"witan\",gen_ai_request_model=\"witan\",le=\"0.001\"}");
  }
}
