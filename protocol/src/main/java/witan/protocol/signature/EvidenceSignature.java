package witan.protocol.signature;

import com.google.protobuf.ByteString;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;
import witan.protocol.v1.EvidenceReply;

/**
 * The expert's signature under an {@link EvidenceReply}: over {@code sha256(the call's signature ‖
 * the reply without signature)}, so that the answer belongs to one question.
 */
public final class EvidenceSignature {

  private EvidenceSignature() {}

  /**
   * @param callSignature of the call that is answered: {@link CallSigner#signatureOf}
   */
  public static EvidenceReply sign(EvidenceReply reply, byte[] callSignature, HotkeyPair expert) {
    return reply.toBuilder()
        .setSignature(ByteString.copyFrom(expert.sign(digest(reply, callSignature))))
        .build();
  }

  public static boolean verify(EvidenceReply reply, byte[] callSignature, Hotkey expert) {
    return expert.verify(digest(reply, callSignature), reply.getSignature().toByteArray());
  }

  private static byte[] digest(EvidenceReply reply, byte[] callSignature) {
    EvidenceReply bare = reply.toBuilder().clearSignature().build();
    return Sha256.of(callSignature, Deterministic.bytes(bare));
  }
}
