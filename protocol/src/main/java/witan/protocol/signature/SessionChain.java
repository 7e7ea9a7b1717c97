package witan.protocol.signature;

import com.google.protobuf.ByteString;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;
import witan.protocol.v1.SessionReply;
import witan.protocol.v1.SessionRequest;

/**
 * The running hash over all that went both ways in a session, which the expert signs with each
 * reply.
 *
 * <p>{@code chain = sha256(previous chain ‖ request ‖ reply without chain and signature)}; the
 * first previous chain is the SHA-256 of the opening call's signature, so that a session belongs to
 * one call. Messages are serialised as {@link Deterministic}. Expert and gateway each keep one of
 * these a session. Not thread-safe: requests and replies come in order, one reply to each.
 */
public final class SessionChain {

  private byte[] chain;

  private SessionChain(byte[] chain) {
    this.chain = chain;
  }

  /**
   * @param openingSignature of the call that opened the session: {@link CallSigner#signatureOf}
   */
  public static SessionChain start(byte[] openingSignature) {
    return new SessionChain(Sha256.of(openingSignature));
  }

  /** The expert's side: the reply with chain and signature. */
  public SessionReply seal(SessionRequest request, SessionReply reply, HotkeyPair expert) {
    chain = next(request, reply);
    return reply.toBuilder()
        .setChain(ByteString.copyFrom(chain))
        .setSignature(ByteString.copyFrom(expert.sign(chain)))
        .build();
  }

  /**
   * The gateway's side.
   *
   * @return whether the reply continues the chain and is signed by the expert; if not, the chain
   *     stays where it was, and the session is not to be believed any further
   */
  public boolean accepts(SessionRequest request, SessionReply reply, Hotkey expert) {
    byte[] next = next(request, reply);
    if (!reply.getChain().equals(ByteString.copyFrom(next))
        || !expert.verify(next, reply.getSignature().toByteArray())) {
      return false;
    }
    chain = next;
    return true;
  }

  /** The chain so far, 32 bytes. */
  public byte[] value() {
    return chain.clone();
  }

  private byte[] next(SessionRequest request, SessionReply reply) {
    SessionReply bare = reply.toBuilder().clearChain().clearSignature().build();
    return Sha256.of(chain, Deterministic.bytes(request), Deterministic.bytes(bare));
  }
}
