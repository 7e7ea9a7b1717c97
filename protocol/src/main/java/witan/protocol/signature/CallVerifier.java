package witan.protocol.signature;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import witan.protocol.key.Hotkey;

/**
 * Checks calls that other nodes signed with a {@link CallSigner}. Thread-safe.
 *
 * <p>Each call is believed once, by the node it is meant for, within 30 seconds of its making.
 * Nonces are kept in memory: a call caught just before a restart could be repeated just after it.
 */
public final class CallVerifier {

  /** How far the two nodes' clocks may be apart, travel included. */
  public static final Duration TOLERANCE = Duration.ofSeconds(30);

  /** How many calls a minute are remembered unless said. */
  public static final int DEFAULT_CAPACITY = 200_000;

  private static final List<String> COVERED =
      List.of(
          "@method", "@path", CallHeaders.CONTENT_DIGEST, CallHeaders.SENDER, CallHeaders.RECEIVER);

  private final Hotkey self;
  private final InstantSource clock;
  private final Predicate<Hotkey> allowed;
  private final Nonces nonces;

  /** Believes every sender. */
  public CallVerifier(Hotkey self, InstantSource clock) {
    this(self, clock, sender -> true, DEFAULT_CAPACITY);
  }

  /**
   * @param self the node that is called
   * @param allowed who may ask at all; asked only about senders whose signature is right
   * @param capacity how many calls within a minute are let in
   */
  public CallVerifier(Hotkey self, InstantSource clock, Predicate<Hotkey> allowed, int capacity) {
    this.self = self;
    this.clock = clock;
    this.allowed = allowed;
    // A call may be dated 30 s ahead and is good for 30 s after that.
    this.nonces = new Nonces(TOLERANCE.multipliedBy(2).plusSeconds(1), capacity);
  }

  /**
   * The sender of a call, if it is to be believed.
   *
   * @param method as the call came, {@code POST} for gRPC
   * @param path as the call came, without query
   * @param body as {@link CallSigner#sign} has it
   * @param headers names in any case
   * @throws CallRefusedException if it is not
   */
  public Hotkey verify(String method, String path, byte[] body, Map<String, String> headers) {
    SignedHeaders signed = SignedHeaders.of(headers);
    if (!signed.algorithm().equals(CallHeaders.ALGORITHM)) {
      throw refused(CallRefusal.UNKNOWN_ALGORITHM, "sign with alg=\"ed25519\"");
    }
    if (!Set.copyOf(signed.covered()).equals(Set.copyOf(COVERED))) {
      throw refused(
          CallRefusal.UNCOVERED_COMPONENT,
          "the signature must cover these and no others: " + String.join(", ", COVERED));
    }
    if (!signed.keyId().equals(signed.sender().hex())) {
      throw refused(CallRefusal.WRONG_SENDER, "keyid is not the hotkey in " + CallHeaders.SENDER);
    }
    if (!signed.receiver().equals(self)) {
      throw refused(
          CallRefusal.WRONG_RECEIVER,
          "the call is meant for " + signed.receiver() + ", but this is " + self);
    }
    Instant now = clock.instant();
    Instant created = Instant.ofEpochSecond(signed.created());
    if (created.isBefore(now.minus(TOLERANCE))) {
      throw refused(CallRefusal.TOO_OLD, "the call was made " + created + ", but it is " + now);
    }
    if (created.isAfter(now.plus(TOLERANCE))) {
      throw refused(
          CallRefusal.IN_THE_FUTURE, "the call was made " + created + ", but it is only " + now);
    }
    if (!signed.contentDigest().equals(SignatureBase.contentDigest(body))) {
      throw refused(CallRefusal.WRONG_DIGEST, "content-digest is not the body's SHA-256");
    }
    if (!signed.sender().verify(base(signed, method, path), signed.signature())) {
      throw refused(CallRefusal.WRONG_SIGNATURE, "the signature does not fit the call");
    }
    if (!allowed.test(signed.sender())) {
      throw refused(
          CallRefusal.SENDER_NOT_ALLOWED, "hotkey " + signed.sender() + " may not ask here");
    }
    return switch (nonces.add(signed.sender().hex() + signed.nonce(), now)) {
      case NEW -> signed.sender();
      case SEEN -> throw refused(CallRefusal.REPLAYED, "the call was made before; sign it anew");
      case FULL -> throw refused(CallRefusal.TOO_MANY_CALLS, "too many calls; ask again later");
    };
  }

  private static byte[] base(SignedHeaders signed, String method, String path) {
    var components = new LinkedHashMap<String, String>();
    for (String name : signed.covered()) {
      components.put(
          name,
          switch (name) {
            case "@method" -> method;
            case "@path" -> path;
            case CallHeaders.CONTENT_DIGEST -> signed.contentDigest();
            case CallHeaders.SENDER -> signed.sender().hex();
            case CallHeaders.RECEIVER -> signed.receiver().hex();
            default -> throw new IllegalStateException("uncovered component let through: " + name);
          });
    }
    return SignatureBase.of(components, signed.parameters());
  }

  private static CallRefusedException refused(CallRefusal reason, String message) {
    return new CallRefusedException(reason, message);
  }
}
