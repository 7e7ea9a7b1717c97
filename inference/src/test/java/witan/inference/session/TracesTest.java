package witan.inference.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import witan.embedding.Embedder;
import witan.inference.FakeNetwork;
import witan.inference.expert.ExpertKey;
import witan.inference.model.LiveExpert;
import witan.inference.trace.InMemorySpans;
import witan.protocol.signature.CallSigner;
import witan.protocol.signature.Deterministic;
import witan.protocol.v1.Chat;
import witan.protocol.v1.Draft;
import witan.protocol.v1.EvidenceReply;
import witan.protocol.v1.EvidenceRequest;
import witan.protocol.v1.ExpertGrpc;
import witan.protocol.v1.Message;
import witan.protocol.v1.Open;
import witan.protocol.v1.SessionRequest;

/** An expert goes on with the trace of the gateway that asks it. */
@QuarkusTest
@TestProfile(TracesTest.Traced.class)
@QuarkusTestResource(value = FakeNetwork.class, restrictToAnnotatedClass = true)
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

  @TestHTTPResource URI url;
  @Inject ExpertKey key;
  @Inject LiveExpert live;
  @Inject InMemorySpanExporter spans;

  private final CallSigner signer = new CallSigner(FakeNetwork.GATEWAY, InstantSource.system());
  private ManagedChannel channel;

  @BeforeEach
  void connect() throws InterruptedException {
    channel = ManagedChannelBuilder.forAddress(url.getHost(), url.getPort()).usePlaintext().build();
    eventually(() -> live.get().isPresent());
  }

  @AfterEach
  void disconnect() throws InterruptedException {
    channel.shutdownNow();
    channel.awaitTermination(5, TimeUnit.SECONDS);
  }

  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 400 && !condition.getAsBoolean(); i++) {
      Thread.sleep(50);
    }
  }

  private Map<String, String> signed(String path, byte[] body) {
    Map<String, String> headers = new HashMap<>(signer.sign("POST", path, body, key.hotkey()));
    headers.put("traceparent", "00-" + TRACE + "-" + GATEWAYS_STEP + "-01");
    return headers;
  }

  @Test
  void evidenceAndSessionsArePartsOfTheirGatewaysTraceAndHoldNoText() throws Exception {
    EvidenceRequest request =
        EvidenceRequest.newBuilder()
            .addAllEmbedding(Collections.nCopies(Embedder.DIMENSIONS, 0.05f))
            .build();
    EvidenceReply evidence =
        ExpertGrpc.newBlockingStub(channel)
            .withInterceptors(
                GatewaySide.attach(
                    signed("/witan.v1.Expert/Evidence", Deterministic.bytes(request))))
            .evidence(request);
    assertThat(evidence.getHasCorpus()).isTrue();

    Open open =
        Open.newBuilder()
            .setMaxTokens(4)
            .setChat(
                Chat.newBuilder()
                    .addMessages(Message.newBuilder().setRole("user").setContent(SECRET)))
            .build();
    try (GatewaySide session =
        new GatewaySide(
            channel, signed("/witan.v1.Expert/Session", Deterministic.bytes(open)), key.hotkey())) {
      assertThat(session.ask(SessionRequest.newBuilder().setOpen(open).build()).hasOpened())
          .isTrue();
      session.ask(SessionRequest.newBuilder().setDraft(Draft.newBuilder().setCount(2)).build());
    }

    eventually(() -> spans.getFinishedSpanItems().size() >= 3);
    List<SpanData> found = spans.getFinishedSpanItems();
    assertThat(found).allSatisfy(one -> assertThat(one.toString()).doesNotContain(SECRET));
    assertThat(found)
        .filteredOn(one -> one.getKind() == SpanKind.SERVER)
        .hasSize(2)
        .allSatisfy(one -> {
          assertThat(one.getTraceId()).isEqualTo(TRACE);
          assertThat(one.getParentSpanId()).isEqualTo(GATEWAYS_STEP);
        })
        .extracting(SpanData::getName)
        .containsExactlyInAnyOrder("witan.v1.Expert/Evidence", "witan.v1.Expert/Session");
    String session =
        found.stream()
            .filter(one -> one.getName().equals("witan.v1.Expert/Session"))
            .map(SpanData::getSpanId)
            .findFirst()
            .orElseThrow();
    assertThat(found)
        .filteredOn(one -> one.getName().equals("open"))
        .singleElement()
        .satisfies(one -> assertThat(one.getParentSpanId()).isEqualTo(session));
  }
}
