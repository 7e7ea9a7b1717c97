package witan.inference.expert;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import witan.inference.FakeNetwork;
import witan.protocol.Json;

/** The experts' dashboard is over metrics that an expert has. */
@QuarkusTest
@QuarkusTestResource(FakeNetwork.class)
@SuppressWarnings("NullAway.Init") // injected
class DashboardTest {

  private static final Pattern NAME = Pattern.compile("\\b(witan|jvm|process)_\\w+");

  @Inject OpenSessions sessions;
  @Inject Meters meters;

  @Test
  void eachMetricOfItIsThereOnceAnybodyHasAsked() throws Exception {
    assertThat(sessions.count()).isZero();
    meters.tokens(1);

    var exposed =
        given()
            .get("/q/metrics")
            .asString()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split("[{ ]", 2)[0])
            .collect(Collectors.toSet());

    var expressions =
        Json.mapper()
            .readTree(Files.readString(Path.of("../k8s/grafana/expert.json")))
            .findValues("expr");
    assertThat(expressions).hasSizeGreaterThan(5);
    for (JsonNode expression : expressions) {
      assertThat(NAME.matcher(expression.asText()).results().map(match -> match.group()))
          .isNotEmpty()
          .allSatisfy(name -> assertThat(exposed).contains(name));
    }
  }
}
