package witan.inference.session;

import static io.restassured.RestAssured.given;
import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import witan.embedding.EmbeddingModel;
import witan.inference.FakeNetwork;
import witan.inference.RecordingProxy;
import witan.inference.expert.ExpertKey;
import witan.inference.model.LiveExpert;
import witan.protocol.network.ExpertRegistration;
import witan.protocol.network.Heartbeat;
import witan.protocol.signature.CallSigner;
import witan.protocol.signature.Deterministic;
import witan.protocol.v1.Chat;
import witan.protocol.v1.Commit;
import witan.protocol.v1.Draft;
import witan.protocol.v1.EvidenceRequest;
import witan.protocol.v1.ExpertGrpc;
import witan.protocol.v1.Message;
import witan.protocol.v1.Open;
import witan.protocol.v1.SessionRequest;
import witan.protocol.v1.VocabularyRequest;

/**
 * Looks at every byte that an expert's process sends: to its network, to gateways, to its owner's
 * clients. The model of these tests says nothing of what it was given, so that whatever of the
 * corpus is found there was not the expert's own words.
 */
@QuarkusTest
@TestProfile(CorpusPrivacyTest.Secretive.class)
@SuppressWarnings("NullAway.Init") // injected
class CorpusPrivacyTest {

  /** In titles, texts and file names of every document, and nowhere else. */
  private static final List<String> SECRETS = List.of("zanquil", "morvette", "ostragel");

  /** An expert with documents of each kind, which shares no titles. */
  public static class Secretive implements QuarkusTestProfile {

    static final Path FOLDER;

    static {
      try {
        FOLDER = Files.createTempDirectory("secrets");
        write(
            "zanquil.md", "# The zanquil recipe\n\nA zanquil takes three eggs and a spoon of rye.");
        write("morvette.html", "<title>Morvette</title><h1>Morvette</h1><p>Morvette is cold soup.");
        write("ostragel.txt", "Ostragel must rest for nine days in a cellar.");
        write("zanquil-broken.pdf", "%PDF-1.4 zanquil");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    static void write(String name, String text) throws IOException {
      Files.writeString(FOLDER.resolve(name), text);
    }

    @Override
    public List<TestResourceEntry> testResources() {
      Map<String, String> arguments = Map.of("folder", FOLDER.toString());
      return List.of(new TestResourceEntry(FakeNetwork.class, arguments));
    }

    @Override
    public boolean disableGlobalTestResources() {
      return true;
    }
  }

  @TestHTTPResource URI url;
  @Inject ExpertKey key;
  @Inject LiveExpert live;

  private final CallSigner signer = new CallSigner(FakeNetwork.GATEWAY, InstantSource.system());

  @Test
  void nothingOfTheCorpusLeavesTheProcess() throws Exception {
    eventually(() -> live.get().isPresent());
    String question = "How long must it rest in a cellar?";
    assertThat(live.get().orElseThrow().retrieval().retrieve(question)).isNotEmpty();

    try (RecordingProxy proxy = new RecordingProxy(url.getPort())) {
      ManagedChannel channel =
          ManagedChannelBuilder.forAddress("127.0.0.1", proxy.port()).usePlaintext().build();
      asAGateway(channel, question);
      channel.shutdownNow();
      channel.awaitTermination(5, TimeUnit.SECONDS);
      asTheOwner(proxy.port(), question);
      aChangeReachesTheNetwork();

      String all = proxy.sent() + String.join("\n", FakeNetwork.BODIES);
      assertThat(all).contains("cooking", "profileVectors", "chat.completion", "witan_passages");
      for (String secret : SECRETS) {
        assertThat(all.toLowerCase(ROOT).contains(secret)).as(secret).isFalse();
      }
    }
  }

  private void asAGateway(ManagedChannel channel, String question) throws InterruptedException {
    EvidenceRequest.Builder evidence = EvidenceRequest.newBuilder();
    for (float number :
        live.get().orElseThrow().embedders().of(EmbeddingModel.MINILM).embed(question)) {
      evidence.addEmbedding(number);
    }
    assertThat(
            ExpertGrpc.newBlockingStub(channel)
                .withInterceptors(
                    GatewaySide.attach(signed("Evidence", Deterministic.bytes(evidence.build()))))
                .evidence(evidence.build())
                .getHasCorpus())
        .isTrue();
    VocabularyRequest vocabulary =
        VocabularyRequest.newBuilder()
            .setVocabularyId(live.get().orElseThrow().vocabulary().id())
            .build();
    ExpertGrpc.newBlockingStub(channel)
        .withInterceptors(GatewaySide.attach(signed("Vocabulary", Deterministic.bytes(vocabulary))))
        .vocabulary(vocabulary)
        .forEachRemaining(chunk -> {});
    Open open =
        Open.newBuilder()
            .setSessionId("s")
            .setChat(
                Chat.newBuilder()
                    .addMessages(Message.newBuilder().setRole("user").setContent(question)))
            .build();
    try (GatewaySide session = GatewaySide.open(channel, signer, key.hotkey(), open)) {
      assertThat(session.reply().getOpened().getSourcesList()).isEmpty();
      session.ask(SessionRequest.newBuilder().setDraft(Draft.newBuilder().setCount(20)).build());
      SessionRequest impossible =
          SessionRequest.newBuilder().setCommit(Commit.newBuilder().setLength(999)).build();
      assertThat(session.ask(impossible).hasFailed()).isTrue();
    }
  }

  private static void asTheOwner(int port, String question) {
    String chat =
        "{\"model\":\"witan\",\"max_tokens\":20,\"logprobs\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}";
    for (String extra : List.of("", ",\"stream\":true", ",\"logit_bias\":{\"999999\":1}")) {
      given().port(port).body(chat.formatted(question, extra)).post("/v1/chat/completions");
    }
    for (String path :
        List.of("/v1/models", "/v1/models/cooking", "/q/health", "/q/metrics", "/none")) {
      given().port(port).get(path);
    }
  }

  private static void aChangeReachesTheNetwork() throws IOException, InterruptedException {
    int registrations = count(ExpertRegistration.TYPE);
    int beats = count(Heartbeat.TYPE);
    Secretive.write("ostragel.txt", "Ostragel must rest for ten days in a cellar, not nine.");
    eventually(() -> count(ExpertRegistration.TYPE) > registrations);
    eventually(() -> count(Heartbeat.TYPE) > beats);
  }

  private static int count(String type) {
    return (int) FakeNetwork.RECEIVED.stream().filter(m -> m.type().equals(type)).count();
  }

  private Map<String, String> signed(String method, byte[] body) {
    return signer.sign("POST", "/witan.v1.Expert/" + method, body, key.hotkey());
  }

  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited 15 s").isLessThan(end);
      Thread.sleep(50);
    }
  }
}
