package witan.functions.trace;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import witan.functions.function.FakeLedger;

/** The gate goes on with the trace of the gateway that asks it. */
@QuarkusTest
@TestProfile(TracesTest.Traced.class)
@QuarkusTestResource(value = FakeLedger.class, restrictToAnnotatedClass = true)
@SuppressWarnings("NullAway.Init") // injected
class TracesTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String GATEWAYS_STEP = "00f067aa0ba902b7";
  private static final String SECRET = "Mx7-swordfish";

  /** Tracing is on, and what it finds is kept. */
  public static final class Traced implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.otel.sdk.disabled", "false", "quarkus.otel.bsp.schedule.delay", "50ms");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
      return Set.of(InMemorySpans.class);
    }
  }

  @Inject InMemorySpanExporter spans;

  @Test
  void aQuestionsStepIsAPartOfItsGatewaysTraceAndHoldsNoText() throws Exception {
    given().get("/gate?question=" + SECRET).then().statusCode(405);
    given()
        .contentType(ContentType.JSON)
        .header("traceparent", "00-" + TRACE + "-" + GATEWAYS_STEP + "-01")
        .body("{\"question\": \"" + SECRET + "\"}")
        .post("/gate")
        .then()
        .statusCode(200);

    List<SpanData> found = spans.getFinishedSpanItems();
    for (int i = 0;
        i < 400 && found.stream().noneMatch(one -> one.getTraceId().equals(TRACE));
        i++) {
      Thread.sleep(50);
      found = spans.getFinishedSpanItems();
    }
    assertThat(found)
        .filteredOn(one -> one.getTraceId().equals(TRACE))
        .singleElement()
        .satisfies(one -> {
          assertThat(one.getName()).isEqualTo("POST /gate");
          assertThat(one.getKind()).isEqualTo(SpanKind.SERVER);
          assertThat(one.getParentSpanId()).isEqualTo(GATEWAYS_STEP);
        });
    assertThat(found).allSatisfy(one -> assertThat(one.toString()).doesNotContain(SECRET));
    assertThat(found)
        .as("nothing but requests is traced")
        .allMatch(one -> one.getKind() == SpanKind.SERVER);
  }
}
