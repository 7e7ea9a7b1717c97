package witan.protocol.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;

class CallTest {

  private static final String PATH = "/witan.v1.Expert/Evidence";
  private static final byte[] BODY = "question".getBytes(StandardCharsets.UTF_8);

  private final HotkeyPair gateway = HotkeyPair.generate();
  private final Hotkey expert = HotkeyPair.generate().hotkey();
  private Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private final InstantSource clock = () -> now;
  private final CallSigner signer = new CallSigner(gateway, clock);
  private final CallVerifier verifier = new CallVerifier(expert, clock);

  // RFC 9421, appendix B.1.4 (the key) and B.2.6 (the signature)
  @Test
  void signsAsRfc9421() {
    byte[] secret = Base64.getDecoder().decode("n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU=");
    byte[] point = Base64.getDecoder().decode("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=");
    HotkeyPair key = HotkeyPair.of(Hotkey.of(point), secret);
    var components = new LinkedHashMap<String, String>();
    components.put("date", "Tue, 20 Apr 2021 02:07:55 GMT");
    components.put("@method", "POST");
    components.put("@path", "/foo");
    components.put("@authority", "example.com");
    components.put("content-type", "application/json");
    components.put("content-length", "18");
    byte[] base =
        SignatureBase.of(
            components,
            "(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")"
                + ";created=1618884473;keyid=\"test-key-ed25519\"");

    assertThat(Base64.getEncoder().encodeToString(key.sign(base)))
        .isEqualTo(
            "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==");
  }

  // RFC 9530, appendix B.1: a document with its digest
  @Test
  void digestsAsRfc9530() {
    assertThat(
            SignatureBase.contentDigest(
                "{\"hello\": \"world\"}\n".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
  }

  @Test
  void aSignedCallNamesItsSender() {
    assertThat(verifier.verify("POST", PATH, BODY, signed())).isEqualTo(gateway.hotkey());
  }

  @Test
  void headersAreFoundInAnyCase() {
    Map<String, String> upper = new HashMap<>();
    signed().forEach((name, value) -> upper.put(name.toUpperCase(Locale.ROOT), value));

    assertThat(verifier.verify("POST", PATH, BODY, upper)).isEqualTo(gateway.hotkey());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "signature-input",
        "signature",
        "content-digest",
        "witan-sender",
        "witan-receiver"
      })
  void everyHeaderIsNeeded(String name) {
    Map<String, String> headers = new HashMap<>(signed());
    headers.remove(name);

    refused(CallRefusal.MISSING_HEADER, headers);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "signature-input | `witan=`",
        "signature-input | `witan=()`",
        "signature-input | `witan=(\"@method\" \"@method\");created=1`",
        "signature-input | `witan=(\"@method\");created=1;created=2`",
        "signature-input | `witan=(\"@method\");created=\"soon\";nonce=\"0123456789abcdef\"`",
        "signature-input | `witan=(\"@method\");created=1;nonce=\"short\"`",
        "signature-input | `witan=(\"@method\");created=1;nonce=\"0123456789abcdef\";keyid=\"x\"`",
        "signature-input | `other=(\"@method\");created=1`",
        "signature | `witan=:AAAA:`",
        "signature | `witan=:====================================================================================AAAA:`",
        "witan-sender | `me`",
        "witan-receiver | `you`"
      })
  void unreadableHeadersAreRefused(String name, String value) {
    refused(CallRefusal.MALFORMED_HEADER, with(name, old -> value));
  }

  @Test
  void endlessHeadersAreRefused() {
    refused(
        CallRefusal.MALFORMED_HEADER,
        with("signature-input", old -> old + ";x=\"" + "a".repeat(100_000) + "\""));
  }

  @Test
  void anotherAlgorithmIsRefused() {
    refused(
        CallRefusal.UNKNOWN_ALGORITHM,
        with("signature-input", old -> old.replace("ed25519", "hmac-sha256")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"@method", "@path", "content-digest", "witan-sender", "witan-receiver"})
  void everyComponentMustBeCovered(String name) {
    refused(
        CallRefusal.UNCOVERED_COMPONENT,
        with(
            "signature-input",
            old ->
                old.replace("\"" + name + "\"", "")
                    .replace("  ", " ")
                    .replace("( ", "(")
                    .replace(" )", ")")));
  }

  @Test
  void aSenderWhoseKeyDidNotSignIsRefused() {
    refused(
        CallRefusal.WRONG_SENDER,
        with("witan-sender", old -> HotkeyPair.generate().hotkey().hex()));
  }

  @Test
  void aStolenNameIsRefused() {
    String other = HotkeyPair.generate().hotkey().hex();
    Map<String, String> headers = with("witan-sender", old -> other);
    headers.computeIfPresent(
        "signature-input", (name, old) -> old.replace(gateway.hotkey().hex(), other));

    refused(CallRefusal.WRONG_SIGNATURE, headers);
  }

  @Test
  void aCallForAnotherNodeIsRefused() {
    refused(
        CallRefusal.WRONG_RECEIVER,
        signer.sign("POST", PATH, BODY, HotkeyPair.generate().hotkey()));
  }

  @Test
  void aCallSentOnToAnotherNodeIsRefused() {
    Hotkey third = HotkeyPair.generate().hotkey();
    Map<String, String> relayed = new HashMap<>(signed());
    relayed.put("witan-receiver", third.hex());

    assertThatThrownBy(() -> new CallVerifier(third, clock).verify("POST", PATH, BODY, relayed))
        .isInstanceOfSatisfying(
            CallRefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(CallRefusal.WRONG_SIGNATURE));
  }

  @ParameterizedTest
  @CsvSource({"31, TOO_OLD", "-31, IN_THE_FUTURE"})
  void aCallOfAnotherTimeIsRefused(int secondsLater, CallRefusal reason) {
    Map<String, String> headers = signed();
    now = now.plusSeconds(secondsLater);

    refused(reason, headers);
  }

  @ParameterizedTest
  @ValueSource(ints = {-30, 0, 30})
  void clocksMayBeThirtySecondsApart(int seconds) {
    Map<String, String> headers = signed();
    now = now.plusSeconds(seconds);

    assertThat(verifier.verify("POST", PATH, BODY, headers)).isEqualTo(gateway.hotkey());
  }

  @Test
  void anotherBodyIsRefused() {
    Map<String, String> headers = signed();

    assertThatThrownBy(() -> verifier.verify("POST", PATH, new byte[] {1}, headers))
        .isInstanceOfSatisfying(
            CallRefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(CallRefusal.WRONG_DIGEST));
  }

  @Test
  void anotherMethodPathOrDigestIsRefused() {
    Map<String, String> headers = signed();
    Map<String, String> swapped =
        with("content-digest", old -> SignatureBase.contentDigest(new byte[] {1}));

    assertThatThrownBy(() -> verifier.verify("PUT", PATH, BODY, headers))
        .hasMessageContaining("does not fit");
    assertThatThrownBy(() -> verifier.verify("POST", "/other", BODY, headers))
        .hasMessageContaining("does not fit");
    assertThatThrownBy(() -> verifier.verify("POST", PATH, new byte[] {1}, swapped))
        .hasMessageContaining("does not fit");
  }

  @Test
  void aReplayIsRefusedForAsLongAsTheCallIsGood() {
    Map<String, String> headers = signed();
    now = now.minusSeconds(30);
    verifier.verify("POST", PATH, BODY, headers);

    refused(CallRefusal.REPLAYED, headers);
    now = now.plusSeconds(60);
    refused(CallRefusal.REPLAYED, headers);
    now = now.plusSeconds(1);
    refused(CallRefusal.TOO_OLD, headers);
  }

  @Test
  void whoMayNotAskIsRefusedAndTakesNoRoom() {
    CallVerifier strict = new CallVerifier(expert, clock, gateway.hotkey()::equals, 1);
    CallSigner stranger = new CallSigner(HotkeyPair.generate(), clock);

    assertThatThrownBy(
            () -> strict.verify("POST", PATH, BODY, stranger.sign("POST", PATH, BODY, expert)))
        .isInstanceOfSatisfying(
            CallRefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(CallRefusal.SENDER_NOT_ALLOWED));
    assertThat(strict.verify("POST", PATH, BODY, signed())).isEqualTo(gateway.hotkey());
  }

  @Test
  void moreCallsThanAreRememberedAreRefusedUntilOldOnesAreForgotten() {
    CallVerifier small = new CallVerifier(expert, clock, sender -> true, 2);
    small.verify("POST", PATH, BODY, signed());
    small.verify("POST", PATH, BODY, signed());

    assertThatThrownBy(() -> small.verify("POST", PATH, BODY, signed()))
        .isInstanceOfSatisfying(
            CallRefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(CallRefusal.TOO_MANY_CALLS));
    now = now.plusSeconds(62);
    assertThat(small.verify("POST", PATH, BODY, signed())).isEqualTo(gateway.hotkey());
  }

  private Map<String, String> signed() {
    return signer.sign("POST", PATH, BODY, expert);
  }

  private Map<String, String> with(String name, UnaryOperator<String> change) {
    Map<String, String> headers = new HashMap<>(signed());
    headers.computeIfPresent(name, (key, old) -> change.apply(old));
    return headers;
  }

  private void refused(CallRefusal reason, Map<String, String> headers) {
    assertThatThrownBy(() -> verifier.verify("POST", PATH, BODY, headers))
        .isInstanceOfSatisfying(
            CallRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
