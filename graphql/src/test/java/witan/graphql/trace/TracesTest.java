package witan.graphql.trace;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.graphql.answer.Answers;

/** One question is one trace, from its client to the gate and the experts. */
@QuarkusTest
@TestProfile(TracesTest.Traced.class)
@WithTestResource(TracedNetwork.class)
@Timeout(60)
@SuppressWarnings("NullAway.Init") // injected
class TracesTest {

  private static final String CLIENTS_STEP = "00f067aa0ba902b7";
  private static final String SECRET = "Mx7-swordfish";
  private static final String CHAT = "/v1/chat/completions";
  private static final String ASK = CHAT + " | {\"model\":\"witan\",\"max_tokens\":8,\"messages\":";
  private static final String USER = "[{\"role\":\"user\",\"content\":\"%s\"}]";

  /** Tracing is on, and what it finds is kept. */
  public static final class Traced implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.otel.sdk.disabled", "false", "quarkus.otel.bsp.schedule.delay", "50ms");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
      return Set.of(CollectedSpans.class);
    }
  }

  @Inject CollectedSpans spans;
  TracedNetwork traced;

  private static String trace(int number) {
    return "4bf92f3577b34da6a3ce929d0e0e%04x".formatted(number);
  }

  private static Response post(String trace, String path, String body) {
    return given()
        .contentType(ContentType.JSON)
        .header("traceparent", "00-" + trace + "-" + CLIENTS_STEP + "-01")
        .body(body.replace("%s", SECRET))
        .post(path);
  }

  private List<SpanData> whole(String trace) throws InterruptedException {
    return spans.of(
        trace, found -> found.stream().anyMatch(one -> one.getKind() == SpanKind.SERVER));
  }

  private static SpanData the(List<SpanData> spans, String name) {
    assertThat(spans).extracting(SpanData::getName).contains(name);
    return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
  }

  private static List<SpanData> all(List<SpanData> spans, String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).toList();
  }

  private static Map<String, Object> attributes(SpanData span) {
    Map<String, Object> attributes = new java.util.HashMap<>();
    span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
    return attributes;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 | POST /v1/chat/completions | {\"model\":\"witan\",\"max_tokens\":8,\"messages\":"
            + USER
            + "}",
        "2 | POST /v1/chat/completions | {\"model\":\"witan\",\"max_tokens\":8,\"stream\":true,\"messages\":"
            + USER
            + "}",
        "3 | POST /v1/responses | {\"model\":\"witan\",\"max_output_tokens\":8,\"input\":\"%s\"}",
        "4 | POST /v1/responses | {\"model\":\"witan\",\"max_output_tokens\":8,\"stream\":true,\"input\":\"%s\"}",
        "5 | POST /graphql | {\"query\":\"mutation{ask(input:{messages:[{role:USER,content:\\\"%s\\\"}],maxTokens:8}){content}}\"}"
      })
  void aQuestionIsOneTraceFromItsClientToTheExperts(int number, String route, String body)
      throws Exception {
    String trace = trace(number);
    String path = route.substring("POST ".length());
    assertThat(post(trace, path, body).statusCode()).isEqualTo(200);

    List<SpanData> found = whole(trace);
    SpanData request = the(found, route);
    SpanData answer = the(found, "chat witan");
    SpanData gate = the(found, "POST /gate");
    assertThat(request.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(request.getParentSpanId()).isEqualTo(CLIENTS_STEP);
    assertThat(answer.getParentSpanId()).isEqualTo(request.getSpanId());
    assertThat(gate.getParentSpanId()).isEqualTo(answer.getSpanId());
    for (String call : List.of("witan.v1.Expert/Evidence", "witan.v1.Expert/Session")) {
      assertThat(all(found, call))
          .hasSize(3)
          .allSatisfy(one -> {
            assertThat(one.getParentSpanId()).isEqualTo(answer.getSpanId());
            assertThat(one.getKind()).isEqualTo(SpanKind.CLIENT);
            assertThat(one.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
          })
          .extracting(one -> attributes(one).get("witan.expert"))
          .containsExactlyInAnyOrder("anna", "bert", "cleo");
    }
    assertThat(found).hasSize(9);
    assertThat(traced.network.traceParents)
        .contains("00-" + trace + "-" + gate.getSpanId() + "-01");
    assertThat(traced.anna.traceParents)
        .containsAll(
            found.stream()
                .filter(one -> "anna".equals(attributes(one).get("witan.expert")))
                .map(one -> "00-" + trace + "-" + one.getSpanId() + "-01")
                .toList());
  }

  @Test
  void anAnswerIsDescribedByTheConventions() throws Exception {
    String trace = trace(20);
    Response response =
        post(
            trace,
            CHAT,
            "{\"model\":\"witan\",\"max_tokens\":8,\"temperature\":0.5,\"top_p\":0.9,\"seed\":7,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");

    List<SpanData> found = whole(trace);
    assertThat(attributes(the(found, "chat witan")))
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("gen_ai.provider.name", "witan")
        .containsEntry("gen_ai.request.model", "witan")
        .containsEntry("gen_ai.response.model", "witan")
        .containsEntry("gen_ai.request.max_tokens", 8L)
        .containsEntry("gen_ai.request.temperature", 0.5)
        .hasEntrySatisfying(
            "gen_ai.request.top_p", top -> assertThat((double) top).isBetween(0.899, 0.901))
        .containsEntry("gen_ai.request.seed", 7L)
        .containsEntry("gen_ai.response.id", response.header("x-request-id"))
        .containsEntry("gen_ai.response.finish_reasons", List.of("length"))
        .containsEntry("gen_ai.usage.input_tokens", 11L)
        .containsEntry("gen_ai.usage.output_tokens", 8L)
        .containsEntry("witan.gate.version", "fake-1");
    assertThat(attributes(all(found, "witan.v1.Expert/Session").getFirst()))
        .containsKeys(
            "witan.weight",
            "witan.prior",
            "witan.evidence",
            "witan.tokens.drafted",
            "witan.tokens.accepted")
        .containsEntry("witan.status", "completed")
        .containsEntry("rpc.system", "grpc");
    assertThat(attributes(the(found, "POST /v1/chat/completions")))
        .containsEntry("http.response.status_code", 200L)
        .containsEntry("http.route", CHAT);
  }

  @Test
  void anExpertThatIsLostIsAFailedStepOfAnAnswerThatIsNot() throws Exception {
    String trace = trace(30);
    Response response =
        post(
            trace,
            CHAT,
            "{\"model\":\"witan\",\"max_tokens\":60,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    assertThat(response.statusCode()).isEqualTo(200);

    List<SpanData> found = whole(trace);
    SpanData answer = the(found, "chat witan");
    assertThat(answer.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(answer.getEvents()).extracting(event -> event.getName()).contains("expert lost");
    assertThat(all(found, "witan.v1.Expert/Session"))
        .filteredOn(one -> one.getStatus().getStatusCode() == StatusCode.ERROR)
        .singleElement()
        .satisfies(lost ->
            assertThat(attributes(lost))
                .containsEntry("witan.expert", "cleo")
                .containsEntry("error.type", "dead")
                .containsEntry("witan.status", "failed_over"));
  }

  @Test
  void anAnswerThatFailsIsAFailedStep() throws Exception {
    String trace = trace(40);
    post(trace, CHAT, "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");

    SpanData answer = the(whole(trace), "chat");
    assertThat(answer.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(attributes(answer))
        .containsEntry("error.type", "model_not_found")
        .doesNotContainKey("gen_ai.request.model");
  }

  @ParameterizedTest
  @CsvSource({"50, false", "51, true"})
  void anUpstreamGoesOnWithTheTrace(int number, boolean stream) throws Exception {
    String trace = trace(number);
    Response response =
        post(
            trace,
            CHAT,
            "{\"model\":\"witan/giant\",\"stream\":%b,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
                .formatted(stream));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.header("x-request-id")).isNotBlank();

    List<SpanData> found = whole(trace);
    SpanData call = the(found, "chat giant-1");
    assertThat(call.getParentSpanId())
        .isEqualTo(the(found, "POST /v1/chat/completions").getSpanId());
    assertThat(attributes(call))
        .containsEntry("gen_ai.provider.name", "openai")
        .containsEntry("http.response.status_code", 200L);
    assertThat(traced.giant.traceParents).contains("00-" + trace + "-" + call.getSpanId() + "-01");
  }

  @Test
  void whatElseAClientSaysOfItsTraceGoesToNobody() {
    given()
        .contentType(ContentType.JSON)
        .header("traceparent", "00-" + trace(90) + "-" + CLIENTS_STEP + "-01")
        .header("tracestate", "shop=" + SECRET)
        .header("baggage", "user=" + SECRET)
        .body("{\"model\":\"witan\",\"max_tokens\":4,\"messages\":" + USER + "}")
        .post(CHAT)
        .then()
        .statusCode(200);

    assertThat(traced.anna.traceParents).anyMatch(header -> header.contains(trace(90)));
    assertThat(traced.anna.headerNames)
        .contains("traceparent")
        .doesNotContain("tracestate", "baggage");
  }

  @Test
  void theChoicesOfARequestAreInItsTrace() throws Exception {
    String trace = trace(60);
    post(
        trace,
        CHAT,
        "{\"model\":\"witan\",\"n\":2,\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");

    List<SpanData> found = whole(trace);
    assertThat(all(found, "chat witan"))
        .hasSize(2)
        .allSatisfy(one ->
            assertThat(one.getParentSpanId())
                .isEqualTo(the(found, "POST /v1/chat/completions").getSpanId()));
  }

  @Test
  void aStreamOverGraphqlIsOneTrace() throws Exception {
    String trace = trace(70);
    given()
        .contentType(ContentType.JSON)
        .accept("text/event-stream")
        .header("traceparent", "00-" + trace + "-" + CLIENTS_STEP + "-01")
        .body(
            "{\"query\":\"subscription{ask(input:{messages:[{role:USER,content:\\\"x\\\"}],maxTokens:4}){__typename}}\"}")
        .post("/graphql")
        .then()
        .statusCode(200);

    List<SpanData> found = whole(trace);
    assertThat(the(found, "chat witan").getParentSpanId())
        .isEqualTo(the(found, "POST /graphql").getSpanId());
    assertThat(all(found, "witan.v1.Expert/Session")).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ASK + USER + ",\"stop\":\"%s\"}",
        ASK + USER + ",\"stream\":true}",
        CHAT + " | {\"model\":\"witan/%s\",\"messages\":" + USER + "}",
        CHAT + " | {\"model\":\"witan/giant\",\"messages\":" + USER + "}",
        CHAT + " | {\"model\":\"witan\",\"messages\":\"%s\"}",
        "/v1/completions | {\"model\":\"witan\",\"max_tokens\":4,\"prompt\":\"%s\"}",
        "/v1/embeddings | {\"model\":\"all-MiniLM-L6-v2\",\"input\":\"%s\"}",
        "/v1/%s?%s=%s | {}",
        "/graphql | {\"query\":\"{route(input:{question:\\\"%s\\\"}){millis}}\"}",
        "/graphql | {\"query\":\"{nothing(question:\\\"%s\\\")}\"}"
      })
  void noStepHoldsWhatIsAskedOrAnswered(String path, String body) throws Exception {
    String trace = trace(100 + Math.floorMod((path + body).hashCode(), 10_000));
    Response response = post(trace, path.replace("%s", SECRET), body);
    given()
        .queryParam("query", "{route(input:{question:\"" + SECRET + "\"}){millis}}")
        .get("/graphql");

    assertThat(whole(trace)).isNotEmpty();
    for (SpanData span : spans.all()) {
      assertThat(span.toString())
          .doesNotContain(SECRET)
          .doesNotContainPattern(" w\\d")
          .doesNotContain("The answer");
    }
    assertThat(response.header("x-request-id") != null || path.startsWith("/graphql")).isTrue();
  }

  /** The log lines about answers. */
  private static final class Lines extends Handler {

    private final List<ExtLogRecord> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord record) {
      if (Answers.class.getName().equals(record.getLoggerName())) {
        ExtLogRecord line = ExtLogRecord.wrap(record);
        line.copyMdc();
        lines.add(line);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @CsvSource({"80, /v1/chat/completions", "81, /v1/responses", "82, /graphql"})
  void aLineOfTheLogNamesItsAnswerItsRequestAndItsTrace(int number, String path) {
    String body =
        switch (path) {
          case CHAT ->
              "{\"model\":\"witan\",\"stream\":true,\"max_tokens\":60,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
          case "/v1/responses" -> "{\"model\":\"witan\",\"max_output_tokens\":60,\"input\":\"x\"}";
          default ->
              "{\"query\":\"mutation{ask(input:{messages:[{role:USER,content:\\\"x\\\"}],maxTokens:60}){id}}\"}";
        };
    Lines log = new Lines();
    var root = LogContext.getLogContext().getLogger("");
    root.addHandler(log);
    try {
      Response response = post(trace(number), path, body);
      assertThat(response.statusCode()).isEqualTo(200);

      assertThat(log.lines)
          .singleElement()
          .satisfies(line -> {
            String id =
                path.equals("/graphql")
                    ? response.jsonPath().getString("data.ask.id")
                    : response.header("x-request-id");
            assertThat(new PatternFormatter("%s").format(line)).contains("lost cleo");
            assertThat(line.getMdc("answerId")).isEqualTo(Objects.requireNonNull(id));
            assertThat(line.getMdc("traceId")).isEqualTo(trace(number));
            if (!path.equals("/graphql")) {
              assertThat(line.getMdc("requestId")).isEqualTo(id);
            }
          });
    } finally {
      root.removeHandler(log);
    }
  }
}
