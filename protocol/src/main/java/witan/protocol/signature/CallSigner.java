package witan.protocol.signature;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;

/**
 * Signs calls to other nodes: an HTTP message signature (RFC 9421, Ed25519) over method, path,
 * content digest (RFC 9530), sender and receiver, with time and nonce. Thread-safe.
 */
public final class CallSigner {

  private final HotkeyPair sender;
  private final InstantSource clock;
  private final RandomGenerator nonces;

  public CallSigner(HotkeyPair sender, InstantSource clock) {
    this(sender, clock, new SecureRandom());
  }

  /**
   * @param nonces thread-safe, and not to be guessed outside of tests
   */
  public CallSigner(HotkeyPair sender, InstantSource clock, RandomGenerator nonces) {
    this.sender = sender;
    this.clock = clock;
    this.nonces = nonces;
  }

  /** The node that signs. */
  public Hotkey sender() {
    return sender.hotkey();
  }

  /**
   * The headers to send along, each name in lower case.
   *
   * @param method {@code POST} for gRPC
   * @param path without query, like {@code /witan.v1.Expert/Evidence}
   * @param body the bytes sent; for gRPC {@link Deterministic#bytes} of the request, for a session
   *     of its Open message
   * @param receiver the only node that is to believe the call
   */
  public Map<String, String> sign(String method, String path, byte[] body, Hotkey receiver) {
    byte[] nonce = new byte[16];
    nonces.nextBytes(nonce);
    var components = new LinkedHashMap<String, String>();
    components.put("@method", method);
    components.put("@path", path);
    components.put(CallHeaders.CONTENT_DIGEST, SignatureBase.contentDigest(body));
    components.put(CallHeaders.SENDER, sender.hotkey().hex());
    components.put(CallHeaders.RECEIVER, receiver.hex());
    String parameters =
        components.keySet().stream()
                .map(name -> '"' + name + '"')
                .collect(Collectors.joining(" ", "(", ")"))
            + ";created="
            + clock.instant().getEpochSecond()
            + ";nonce=\""
            + Base64.getUrlEncoder().withoutPadding().encodeToString(nonce)
            + "\";keyid=\""
            + sender.hotkey().hex()
            + "\";alg=\""
            + CallHeaders.ALGORITHM
            + '"';
    byte[] signature = sender.sign(SignatureBase.of(components, parameters));
    return Map.of(
        CallHeaders.SIGNATURE_INPUT,
        CallHeaders.LABEL + '=' + parameters,
        CallHeaders.SIGNATURE,
        CallHeaders.LABEL + "=:" + Base64.getEncoder().encodeToString(signature) + ':',
        CallHeaders.CONTENT_DIGEST,
        components.get(CallHeaders.CONTENT_DIGEST),
        CallHeaders.SENDER,
        sender.hotkey().hex(),
        CallHeaders.RECEIVER,
        receiver.hex());
  }

  /**
   * The call's signature, 64 bytes: what the answer and the session's chain are bound to.
   *
   * @throws CallRefusedException if the headers hold none
   */
  public static byte[] signatureOf(Map<String, String> headers) {
    return SignedHeaders.of(headers).signature();
  }
}
