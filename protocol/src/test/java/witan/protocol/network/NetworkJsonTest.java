package witan.protocol.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.FirstToken;
import witan.protocol.gate.GateReply;
import witan.protocol.gate.GateRequest;
import witan.protocol.gate.Policy;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;

class NetworkJsonTest {

  private final Hotkey hotkey = HotkeyPair.generate().hotkey();
  private final Instant now = Instant.parse("2026-11-23T12:00:00.123456Z");
  private final ExpertDescriptor cook = descriptor("http://127.0.0.1:8090");

  @Test
  void recordsSurviveTheirJson() {
    ExpertRecord expert = new ExpertRecord(cook, 0, now, now, true);
    survives(new ExpertRegistration(UUID.randomUUID(), now, cook), ExpertRegistration.class);
    survives(new ExpertList(7, List.of(expert)), ExpertList.class);
    survives(new Heartbeat(hotkey, now, 1, 2), Heartbeat.class);
    survives(new Deregistration(hotkey, now), Deregistration.class);
    survives(new Gateway(hotkey, "https://[2001:db8::1]:8443"), Gateway.class);
    survives(new NetworkInfo("local", 3, 1, 0), NetworkInfo.class);
    survives(new Candidate(expert, 1, 0.5, List.of("near")), Candidate.class);
    survives(new Policy(List.of("a"), List.of("eu"), List.of(hotkey)), Policy.class);
  }

  @Test
  void anExpertReadsAsThePageSays() {
    assertThat(Json.write(cook))
        .contains("\"hotkey\":\"" + hotkey + "\"")
        .contains("\"pricePerThousandTokens\":\"1500\"")
        .contains("\"modality\":\"TEXT\"");
    assertThat(Json.write(new ExpertRecord(cook, 0, now, now, true)))
        .contains("\"lastSeen\":\"2026-11-23T12:00:00.123456Z\"");
  }

  @Test
  void unknownFieldsAreIgnored() {
    assertThat(
            Json.read(
                    "{\"hotkey\":\"" + hotkey + "\",\"endpoint\":\"http://a:1\",\"later\":[1]}",
                    Gateway.class)
                .endpoint())
        .isEqualTo("http://a:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "127.0.0.1:8090",
        "ftp://a:1",
        "http://a:1/path",
        "http://a:1?q",
        "http://user@a:1",
        "http://a:99999",
        "http://",
        "http://a b"
      })
  void anEndpointIsSchemeHostAndPort(String endpoint) {
    assertThatThrownBy(() -> descriptor(endpoint)).hasMessageContaining("\"endpoint\"");
  }

  @Test
  void aTrailingSlashIsDropped() {
    assertThat(descriptor("http://a:1/").endpoint()).isEqualTo("http://a:1");
  }

  @Test
  void whatIsMissingOrOfTheWrongKindIsNamed() {
    assertThatThrownBy(() -> Json.read("{\"name\":\"a\"}", ExpertDescriptor.class))
        .hasMessageContaining("\"hotkey\" is missing");
    assertThatThrownBy(() ->
            Json.read(
                Json.write(cook).replace("\"contextLength\":2048", "\"contextLength\":\"x\""),
                ExpertDescriptor.class))
        .hasMessageContaining("contextLength");
    assertThatThrownBy(() -> Json.read("{", Gateway.class)).hasMessageContaining("well-formed");
    assertThatThrownBy(
            () -> Json.read(Json.write(cook).replace("\"1500\"", "\"-1\""), ExpertDescriptor.class))
        .hasMessageContaining("rao");
    assertThatThrownBy(() -> Json.read("null", Gateway.class)).hasMessageContaining("null");
  }

  @Test
  void profileVectorsHave384NumbersAndThereAreAtMost16() {
    assertThatThrownBy(() -> withVectors(new float[][] {{1, 2}})).hasMessageContaining("384");
    assertThatThrownBy(() -> withVectors(new float[17][384])).hasMessageContaining("16");
    assertThat(withVectors(new float[16][384]).withoutProfileVectors().profileVectors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "true, a, eu, true",
    "false, a, us, true",
    "false, b, eu, true",
    "true, a, eu, false"
  })
  void aPolicyFiltersByOwnerLabelAndHotkey(
      boolean allowed, String owner, String label, boolean asked) {
    Policy policy =
        new Policy(
            List.of(owner),
            List.of(label),
            asked ? List.of() : List.of(HotkeyPair.generate().hotkey()));

    assertThat(policy.allows(cook)).isEqualTo(allowed);
    assertThat(new Policy(List.of(), List.of(), List.of(hotkey)).allows(cook)).isFalse();
  }

  @Test
  void aGateRequestHasDefaults() {
    GateRequest request =
        Json.read("{\"question\":\"How long does an egg boil?\"}", GateRequest.class);

    assertThat(request).isEqualTo(GateRequest.of("How long does an egg boil?"));
    assertThat(request.maxCandidates()).isEqualTo(8);
    assertThat(request.deterministic()).isTrue();
    assertThat(Json.read(Json.write(request), GateRequest.class)).isEqualTo(request);
    assertThatThrownBy(() -> Json.read("{}", GateRequest.class)).hasMessageContaining("question");
  }

  @Test
  void aGateRequestMaySayHowQuickExpertsAre() {
    GateRequest asked =
        new GateRequest(
            "How long does an egg boil?",
            new float[384],
            Modality.TEXT,
            8,
            Policy.NONE,
            false,
            List.of(new FirstToken(hotkey, 41.5)),
            List.of());

    GateRequest read = Json.read(Json.write(asked), GateRequest.class);
    assertThat(read.firstTokens()).isEqualTo(asked.firstTokens());
    assertThat(read.deterministic()).isFalse();
    assertThat(Json.write(GateRequest.of("?"))).doesNotContain("firstTokens");
    assertThatThrownBy(() -> new FirstToken(hotkey, Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new FirstToken(hotkey, -1)).hasMessageContaining("0 or more");
    assertThatThrownBy(() ->
            new GateRequest(
                "?",
                new float[384],
                Modality.TEXT,
                8,
                Policy.NONE,
                false,
                Collections.nCopies(129, new FirstToken(hotkey, 1)),
                List.of()))
        .hasMessageContaining("at most 128");
  }

  @Test
  void aGateRequestMayBringExpertsAlong() {
    ExpertRecord guest = new ExpertRecord(cook, 0, now, now, true);
    GateRequest asked = GateRequest.of("?").with(List.of(guest));

    assertThat(Json.read(Json.write(asked), GateRequest.class).guests())
        .extracting(one -> one.descriptor().hotkey())
        .containsExactly(hotkey);
    assertThat(Json.write(GateRequest.of("?"))).doesNotContain("guests");
    assertThatThrownBy(() -> GateRequest.of("?").with(Collections.nCopies(65, guest)))
        .hasMessageContaining("at most 64");
  }

  @Test
  void aGateReplyIsReadBack() {
    GateReply reply = new GateReply("v1", new float[] {1}, 0.5, 0.1, 0.4, 0.5, List.of(), 3.5);

    assertThat(Json.read(Json.write(reply), GateReply.class))
        .usingRecursiveComparison()
        .isEqualTo(reply);
  }

  private static <T> void survives(T value, Class<T> type) {
    assertThat(Json.read(Json.write(value), type)).isEqualTo(value);
  }

  private ExpertDescriptor descriptor(String endpoint) {
    return descriptor(endpoint, new float[][] {new float[384]});
  }

  private ExpertDescriptor withVectors(float[][] vectors) {
    return descriptor("http://127.0.0.1:8090", vectors);
  }

  private ExpertDescriptor descriptor(String endpoint, float[][] vectors) {
    return new ExpertDescriptor(
        "cooking",
        hotkey,
        endpoint,
        Modality.TEXT,
        "SmolLM2-135M-Instruct",
        "ab".repeat(32),
        "cd".repeat(32),
        2048,
        "Sauces, bread, cheese",
        vectors,
        List.of("eu", "food"),
        new Rao(1500),
        "a");
  }
}
