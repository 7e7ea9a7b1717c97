package witan.inference.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import witan.embedding.EmbeddingModel;
import witan.inference.FakeModel;
import witan.inference.FakeModels;
import witan.inference.FakeNetwork;
import witan.inference.expert.ExpertKey;
import witan.inference.expert.OpenSessions;
import witan.inference.model.LiveExpert;
import witan.inference.vision.Pages;
import witan.mixture.text.Vocabulary;
import witan.protocol.key.HotkeyPair;
import witan.protocol.signature.CallSigner;
import witan.protocol.signature.Deterministic;
import witan.protocol.signature.EvidenceSignature;
import witan.protocol.v1.Chat;
import witan.protocol.v1.Commit;
import witan.protocol.v1.Distribution;
import witan.protocol.v1.Draft;
import witan.protocol.v1.Drafted;
import witan.protocol.v1.EvidenceReply;
import witan.protocol.v1.EvidenceRequest;
import witan.protocol.v1.ExpertGrpc;
import witan.protocol.v1.Failed;
import witan.protocol.v1.Message;
import witan.protocol.v1.Open;
import witan.protocol.v1.Sampling;
import witan.protocol.v1.SessionReply;
import witan.protocol.v1.SessionRequest;
import witan.protocol.v1.Verify;
import witan.protocol.v1.VocabularyChunk;
import witan.protocol.v1.VocabularyRequest;

@QuarkusTest
@QuarkusTestResource(FakeNetwork.class)
@SuppressWarnings("NullAway.Init") // injected
class ExpertServiceTest {

  private static final String EVIDENCE = "/witan.v1.Expert/Evidence";
  private static final String COOKING = "On which island was Tabasco sauce created?";

  @TestHTTPResource URI url;
  @Inject ExpertKey key;
  @Inject LiveExpert live;
  @Inject OpenSessions sessions;
  @Inject FakeModels models;

  private final CallSigner signer = new CallSigner(FakeNetwork.GATEWAY, InstantSource.system());
  private ManagedChannel channel;

  @BeforeEach
  void connect() throws InterruptedException {
    channel = ManagedChannelBuilder.forAddress(url.getHost(), url.getPort()).usePlaintext().build();
    eventually(() -> live.get().isPresent());
    eventually(() -> sessions.count() == 0);
  }

  @AfterEach
  void disconnect() throws InterruptedException {
    channel.shutdownNow();
    channel.awaitTermination(5, TimeUnit.SECONDS);
  }

  @Test
  void evidenceIsTheBestCosineAndSigned() {
    EvidenceRequest request = evidenceRequest(COOKING);
    Map<String, String> headers = signed(EVIDENCE, request);

    EvidenceReply reply = evidence(request, headers);

    assertThat(reply.getHasCorpus()).isTrue();
    assertThat(reply.getEvidence()).isBetween(0.55f, 1f);
    assertThat(EvidenceSignature.verify(reply, CallSigner.signatureOf(headers), key.hotkey()))
        .isTrue();
  }

  @Test
  void aCallThatIsUnsignedStrangeReplayedOrStaleIsRefused() {
    EvidenceRequest request = evidenceRequest(COOKING);
    byte[] body = Deterministic.bytes(request);
    Map<String, String> good = signed(EVIDENCE, request);
    evidence(request, good);

    refused(Status.Code.UNAUTHENTICATED, () -> evidence(request, Map.of()));
    refused(Status.Code.UNAUTHENTICATED, () -> evidence(request, good));
    refused(
        Status.Code.PERMISSION_DENIED,
        () ->
            evidence(
                request,
                new CallSigner(HotkeyPair.generate(), InstantSource.system())
                    .sign("POST", EVIDENCE, body, key.hotkey())));
    refused(
        Status.Code.UNAUTHENTICATED,
        () ->
            evidence(request, signer.sign("POST", EVIDENCE, body, HotkeyPair.generate().hotkey())));
    refused(
        Status.Code.UNAUTHENTICATED,
        () ->
            evidence(
                request,
                new CallSigner(
                        FakeNetwork.GATEWAY,
                        InstantSource.fixed(Instant.now().minus(Duration.ofMinutes(2))))
                    .sign("POST", EVIDENCE, body, key.hotkey())));
    refused(
        Status.Code.UNAUTHENTICATED,
        () -> evidence(evidenceRequest("another"), signed(EVIDENCE, request)));
  }

  @Test
  void anEmbeddingOfAnotherLengthIsRefusedWithASentence() {
    EvidenceRequest request = EvidenceRequest.newBuilder().addEmbedding(1).build();

    assertThatThrownBy(() -> evidence(request, signed(EVIDENCE, request)))
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining("384");
  }

  @Test
  void theVocabularysChunksGiveItsId() {
    String id = live.get().orElseThrow().vocabulary().id();
    VocabularyRequest request = VocabularyRequest.newBuilder().setVocabularyId(id).build();
    Iterator<VocabularyChunk> chunks =
        ExpertGrpc.newBlockingStub(channel)
            .withInterceptors(GatewaySide.attach(signed("/witan.v1.Expert/Vocabulary", request)))
            .vocabulary(request);
    List<byte[]> tokens = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    chunks.forEachRemaining(chunk -> {
      chunk.getTokensList().forEach(token -> tokens.add(token.toByteArray()));
      ends.addAll(chunk.getEndOfTurnList());
    });

    assertThat(new Vocabulary(tokens, ends.stream().mapToInt(i -> i).toArray()).id()).isEqualTo(id);
  }

  @Test
  void aPictureCountsAsItsTextAndTakesThePassagesPlace() throws InterruptedException {
    Message shown =
        Message.newBuilder()
            .setRole("user")
            .setContent(COOKING)
            .addImages(ByteString.copyFrom(Pages.png("Avery Island", "in Louisiana")))
            .build();
    Message told =
        Message.newBuilder()
            .setRole("user")
            .setContent("Text: Avery Island\nin Louisiana\n\nQuestion: " + COOKING)
            .build();
    Message system =
        Message.newBuilder()
            .setRole("system")
            .setContent("Answer the question from the text.")
            .build();
    Open picture = Open.newBuilder().setChat(Chat.newBuilder().addMessages(shown)).build();
    Open text =
        Open.newBuilder()
            .setChat(Chat.newBuilder().addMessages(system).addMessages(told))
            .setWithoutRetrieval(true)
            .build();
    try (GatewaySide one = GatewaySide.open(channel, signer, key.hotkey(), picture);
        GatewaySide other = GatewaySide.open(channel, signer, key.hotkey(), text)) {
      assertThat(one.reply().getOpened()).isEqualTo(other.reply().getOpened());
    }
  }

  @Test
  void aPictureThatCannotBeReadEndsTheSessionWithASentence() throws InterruptedException {
    Message.Builder message =
        Message.newBuilder().setRole("user").addImages(ByteString.copyFromUtf8("no picture"));
    Open open = Open.newBuilder().setChat(Chat.newBuilder().addMessages(message)).build();
    try (GatewaySide session = GatewaySide.open(channel, signer, key.hotkey(), open)) {
      Failed failed = session.reply().getFailed();
      assertThat(failed.getCode()).isEqualTo("INVALID_PICTURE");
      assertThat(failed.getRetryable()).isFalse();
      assertThat(failed.getMessage()).contains("send PNG, JPEG or GIF");
    }
    eventually(() -> sessions.count() == 0);
  }

  @Test
  void whateverIsDraftedVerifiedAndRewoundTheDistributionsAreTheSame() throws InterruptedException {
    try (GatewaySide drafter = open(0);
        GatewaySide verifier = open(0)) {
      SessionReply opened = drafter.reply();
      assertThat(opened.getOpened().getSourcesList()).containsExactly("Tabasco sauce");
      Distribution next = opened.getOpened().getNext();
      verifier.reply();

      Drafted draft = drafter.ask(draft(6)).getDrafted();
      assertThat(draft.getDistributionsCount()).isEqualTo(draft.getTokensCount() + 1);
      assertThat(draft.getDistributions(0)).isEqualTo(next);

      List<Distribution> verified =
          verifier
              .ask(request(Verify.newBuilder().addAllTokens(draft.getTokensList()).build()))
              .getVerified()
              .getDistributionsList();
      assertThat(verified).isEqualTo(draft.getDistributionsList());

      // Three stand, and the mixture draws another token than the fourth.
      int other = draft.getTokens(3) == 'x' ? 'y' : 'x';
      Commit commit =
          Commit.newBuilder().setLength(4).addTokens(draft.getTokens(2)).addTokens(other).build();
      Drafted again =
          drafter
              .ask(
                  SessionRequest.newBuilder()
                      .setDraft(Draft.newBuilder().setCount(5).setCommit(commit))
                      .build())
              .getDrafted();
      List<Distribution> verifiedAgain =
          verifier
              .ask(
                  request(
                      Verify.newBuilder()
                          .addAllTokens(again.getTokensList())
                          .setCommit(commit)
                          .build()))
              .getVerified()
              .getDistributionsList();
      assertThat(verifiedAgain).isEqualTo(again.getDistributionsList());

      // Back to the beginning: the same first prediction, the same draft.
      assertThat(
              drafter
                  .ask(
                      SessionRequest.newBuilder()
                          .setCommit(Commit.newBuilder().setLength(0))
                          .build())
                  .getCommitted()
                  .getNext())
          .isEqualTo(next);
      assertThat(drafter.ask(draft(6)).getDrafted()).isEqualTo(draft);
    }
  }

  @Test
  void whoJoinsLateHasTheSameDistributions() throws InterruptedException {
    try (GatewaySide first = open(0)) {
      first.reply();
      Drafted draft = first.ask(draft(4)).getDrafted();
      try (GatewaySide late =
          GatewaySide.open(
              channel,
              signer,
              key.hotkey(),
              chat(0).toBuilder().addAllPrefix(draft.getTokensList()).build())) {
        assertThat(late.reply().getOpened().getNext())
            .isEqualTo(draft.getDistributions(draft.getTokensCount()));
      }
    }
  }

  @Test
  void aSeededSessionDrawsWhatTheOpenAiPortAnswers() throws InterruptedException {
    String content =
        RestAssured.given()
            .contentType("application/json")
            .body(
                Map.of(
                    "model", "witan",
                    "messages", List.of(Map.of("role", "user", "content", COOKING)),
                    "temperature", 1,
                    "seed", 7,
                    "max_tokens", 40))
            .post(url + "v1/chat/completions")
            .then()
            .statusCode(200)
            .extract()
            .path("choices[0].message.content");

    StringBuilder drawn = new StringBuilder();
    try (GatewaySide session = open(1)) {
      session.reply();
      int length = 0;
      boolean ended = false;
      while (!ended && length < 40) {
        Drafted drafted =
            session
                .ask(
                    SessionRequest.newBuilder()
                        .setDraft(
                            Draft.newBuilder()
                                .setCount(Math.min(7, 40 - length))
                                .setCommit(Commit.newBuilder().setLength(length)))
                        .build())
                .getDrafted();
        length += drafted.getTokensCount();
        for (int token : drafted.getTokensList()) {
          ended = token == FakeModel.END;
          if (!ended) {
            drawn.append((char) token);
          }
        }
      }
    }
    assertThat(drawn).hasToString(content);
  }

  @Test
  void cancellingFreesTheSlotAtOnce() throws InterruptedException {
    GatewaySide session = open(0);
    session.reply();
    assertThat(models.openSequences()).isEqualTo(1);

    session.cancel();

    eventually(() -> models.openSequences() == 0 && sessions.count() == 0);
  }

  @Test
  void oneSessionTooManyIsToldBusyAndMayComeAgain() throws InterruptedException {
    try (GatewaySide one = open(0)) {
      one.reply();
      try (GatewaySide two = open(0)) {
        two.reply();
        SessionReply refused = open(0).reply();
        assertThat(refused.getFailed().getCode()).isEqualTo("BUSY");
        assertThat(refused.getFailed().getRetryable()).isTrue();
      }
    }
    eventually(() -> sessions.count() == 0);
    try (GatewaySide again = open(0)) {
      assertThat(again.reply().hasOpened()).isTrue();
    }
  }

  @Test
  void aPromptThatFillsTheContextIsToldSo() throws InterruptedException {
    Open open = Open.newBuilder().setPrompt("long ".repeat(1_000)).build();
    try (GatewaySide session = GatewaySide.open(channel, signer, key.hotkey(), open)) {
      SessionReply reply = session.reply();
      assertThat(reply.getFailed().getCode()).isEqualTo("CONTEXT_FULL");
      assertThat(reply.getFailed().getMessage()).contains("2048");
    }
  }

  @Test
  void aSessionThatIsSilentTooLongIsClosed() throws InterruptedException {
    GatewaySide session = open(0);
    session.reply();

    assertThat(session.next())
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
    eventually(() -> models.openSequences() == 0);
  }

  @Test
  void requestsThatMakeNoSenseAreToldSo() throws InterruptedException {
    try (GatewaySide session = open(0)) {
      session.reply();
      SessionReply reply =
          session.ask(
              SessionRequest.newBuilder().setCommit(Commit.newBuilder().setLength(9)).build());
      assertThat(reply.getFailed().getCode()).isEqualTo("INVALID_REQUEST");
    }
    eventually(() -> models.openSequences() == 0);
  }

  private static final String COLOURS =
      """
      {"type":"object","required":["colour","n"],"properties":{
        "colour":{"enum":["red","green"]},"n":{"type":"integer","minimum":1,"maximum":12}}}\
      """;

  private GatewaySide open(float temperature, String schema, List<Integer> prefix)
      throws InterruptedException {
    Open open =
        chat(temperature).toBuilder()
            .setGrammar(ByteString.copyFromUtf8(schema))
            .addAllPrefix(prefix)
            .build();
    return GatewaySide.open(channel, signer, key.hotkey(), open);
  }

  private static String text(List<Integer> tokens) {
    StringBuilder text = new StringBuilder();
    tokens.stream().filter(token -> token != FakeModel.END).forEach(text::appendCodePoint);
    return text.toString();
  }

  @Test
  void underASchemaADraftKeepsToItAndEndsTheTurnWhereTheValueIsWhole() throws InterruptedException {
    for (float temperature : new float[] {0, 1, 2}) {
      try (GatewaySide session = open(temperature, COLOURS, List.of())) {
        assertThat(session.reply().getOpened().getNext().getTokensList())
            .containsExactly((int) '{');
        Drafted draft = session.ask(draft(60)).getDrafted();
        assertThat(text(draft.getTokensList()))
            .matches("\\{\"colour\": ?\"(red|green)\", ?\"n\": ?([1-9]|1[0-2])}");
        assertThat(draft.getTokens(draft.getTokensCount() - 1)).isEqualTo(FakeModel.END);
        assertThat(draft.getDistributions(draft.getTokensCount() - 1).getTokensList())
            .containsExactly(FakeModel.END);
      }
      eventually(() -> sessions.count() == 0);
    }
  }

  @Test
  void aRewindAndALateStartAreAtTheSamePlaceOfTheSchema() throws InterruptedException {
    try (GatewaySide drafter = open(1, COLOURS, List.of())) {
      drafter.reply();
      Drafted draft = drafter.ask(draft(60)).getDrafted();
      for (int length : new int[] {20, 3, 12}) {
        List<Integer> kept = draft.getTokensList().subList(0, length);
        SessionReply back =
            drafter.ask(
                SessionRequest.newBuilder()
                    .setCommit(Commit.newBuilder().setLength(length).addAllTokens(kept))
                    .build());
        assertThat(back.getCommitted().getNext()).isEqualTo(draft.getDistributions(length));
        try (GatewaySide late = open(1, COLOURS, kept)) {
          assertThat(late.reply().getOpened().getNext()).isEqualTo(draft.getDistributions(length));
          assertThat(late.ask(draft(60)).getDrafted().getTokensList())
              .isEqualTo(draft.getTokensList().subList(length, draft.getTokensCount()));
        }
        eventually(() -> sessions.count() == 1);
      }
    }
  }

  @Test
  void whatTheSchemaForbidsIsNotTaken() throws InterruptedException {
    try (GatewaySide session = open(0, COLOURS, List.of())) {
      session.reply();
      Failed failed =
          session
              .ask(request(Verify.newBuilder().addTokens('{').addTokens('}').build()))
              .getFailed();
      assertThat(failed.getCode()).isEqualTo("INVALID_REQUEST");
      assertThat(failed.getMessage()).contains("token 125");
    }
    try (GatewaySide session = open(0, COLOURS, List.of((int) '['))) {
      assertThat(session.reply().getFailed().getCode()).isEqualTo("INVALID_REQUEST");
    }
    eventually(() -> models.openSequences() == 0 && sessions.count() == 0);
  }

  @Test
  void aSchemaThatIsNotUnderstoodEndsTheSessionWithItsPlace() throws InterruptedException {
    try (GatewaySide session = open(0, "{\"items\":{\"oneOf\":[]}}", List.of())) {
      Failed failed = session.reply().getFailed();
      assertThat(failed.getCode()).isEqualTo("INVALID_GRAMMAR");
      assertThat(failed.getMessage()).contains("#/items: 'oneOf' is not supported");
      assertThat(failed.getRetryable()).isFalse();
    }
    eventually(() -> sessions.count() == 0);
  }

  private GatewaySide open(float temperature) throws InterruptedException {
    return GatewaySide.open(channel, signer, key.hotkey(), chat(temperature));
  }

  private static Open chat(float temperature) {
    return Open.newBuilder()
        .setSessionId("test")
        .setChat(
            Chat.newBuilder().addMessages(Message.newBuilder().setRole("user").setContent(COOKING)))
        .setSampling(Sampling.newBuilder().setTemperature(temperature).setSeed(7))
        .build();
  }

  private static SessionRequest draft(int count) {
    return SessionRequest.newBuilder().setDraft(Draft.newBuilder().setCount(count)).build();
  }

  private static SessionRequest request(Verify verify) {
    return SessionRequest.newBuilder().setVerify(verify).build();
  }

  private EvidenceRequest evidenceRequest(String question) {
    EvidenceRequest.Builder request = EvidenceRequest.newBuilder();
    for (float number :
        live.get().orElseThrow().embedders().of(EmbeddingModel.MINILM).embed(question)) {
      request.addEmbedding(number);
    }
    return request.build();
  }

  private EvidenceReply evidence(EvidenceRequest request, Map<String, String> headers) {
    return ExpertGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .withInterceptors(GatewaySide.attach(headers))
        .evidence(request);
  }

  private Map<String, String> signed(String path, com.google.protobuf.MessageLite message) {
    return signer.sign("POST", path, Deterministic.bytes(message), key.hotkey());
  }

  private static void refused(Status.Code code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
  }

  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited 10 s").isLessThan(end);
      Thread.sleep(20);
    }
  }
}
