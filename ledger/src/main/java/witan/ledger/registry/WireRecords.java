package witan.ledger.registry;

import io.quarkus.runtime.annotations.RegisterForReflection;
import witan.ledger.http.Problem;
import witan.protocol.Rao;
import witan.protocol.key.Hotkey;
import witan.protocol.network.Deregistration;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRegistration;
import witan.protocol.network.Gateway;
import witan.protocol.network.Heartbeat;
import witan.protocol.signature.SignedMessage;

/** What is read from JSON by hand, and so must be named for a native build. */
@RegisterForReflection(
    targets = {
      Deregistration.class,
      ExpertDescriptor.class,
      ExpertRegistration.class,
      Gateway.class,
      Heartbeat.class,
      Hotkey.class,
      Problem.class,
      Rao.class,
      SignedMessage.class
    })
final class WireRecords {

  private WireRecords() {}
}
