package witan.inference.session;

import com.google.protobuf.MessageLite;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import witan.inference.expert.ExpertConfig;
import witan.inference.expert.ExpertFile;
import witan.inference.expert.ExpertKey;
import witan.inference.registration.GatewayList;
import witan.protocol.key.Hotkey;
import witan.protocol.signature.CallRefusal;
import witan.protocol.signature.CallRefusedException;
import witan.protocol.signature.CallSigner;
import witan.protocol.signature.CallVerifier;
import witan.protocol.signature.Deterministic;

/**
 * Who may ask: the hotkeys that {@code allow} in expert.yaml names, else the network's gateways;
 * and only with a call that is signed, fresh and meant for this expert.
 */
@ApplicationScoped
class Callers {

  private final CallVerifier verifier;

  Callers(ExpertConfig config, ExpertKey key, GatewayList gateways) {
    List<Hotkey> allowed =
        ExpertFile.read(config.folder()).allow().stream().map(Hotkey::parse).toList();
    this.verifier =
        new CallVerifier(
            key.hotkey(),
            InstantSource.system(),
            sender -> allowed.isEmpty() ? gateways.contains(sender) : allowed.contains(sender),
            CallVerifier.DEFAULT_CAPACITY);
  }

  /**
   * Believes the call or refuses it. May ask the network: not for the event loop.
   *
   * @return the call's signature, which the answer is bound to
   * @throws StatusRuntimeException if the call is refused, with a sentence for the caller
   */
  byte[] admit(IncomingCall call, MessageLite message) {
    try {
      verifier.verify("POST", call.path(), Deterministic.bytes(message), call.headers());
      return CallSigner.signatureOf(call.headers());
    } catch (CallRefusedException refused) {
      throw status(refused.reason())
          .withDescription(refused.reason() + ": " + refused.getMessage())
          .asRuntimeException();
    }
  }

  private static Status status(CallRefusal reason) {
    return switch (reason) {
      case SENDER_NOT_ALLOWED -> Status.PERMISSION_DENIED;
      case TOO_MANY_CALLS -> Status.RESOURCE_EXHAUSTED;
      default -> Status.UNAUTHENTICATED;
    };
  }
}
