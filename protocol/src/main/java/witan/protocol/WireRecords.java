package witan.protocol;

import io.quarkus.runtime.annotations.RegisterForReflection;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.EmbedReply;
import witan.protocol.gate.EmbedRequest;
import witan.protocol.gate.GateReply;
import witan.protocol.gate.GateRequest;
import witan.protocol.gate.Policy;
import witan.protocol.key.Hotkey;
import witan.protocol.network.Deregistration;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertList;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.ExpertRegistration;
import witan.protocol.network.Gateway;
import witan.protocol.network.Heartbeat;
import witan.protocol.network.Modality;
import witan.protocol.network.NetworkInfo;
import witan.protocol.network.Neuron;
import witan.protocol.signature.SignedMessage;

/** What is read from JSON or written as JSON, and so must be named for a native build. */
@RegisterForReflection(
    targets = {
      Candidate.class,
      Deregistration.class,
      EmbedReply.class,
      EmbedRequest.class,
      ExpertDescriptor.class,
      ExpertList.class,
      ExpertRecord.class,
      ExpertRegistration.class,
      Gateway.class,
      GateReply.class,
      GateRequest.class,
      Heartbeat.class,
      Hotkey.class,
      Modality.class,
      NetworkInfo.class,
      Neuron.class,
      Policy.class,
      Rao.class,
      SignedMessage.class
    },
    classNames = "witan.protocol.key.HotkeyFile$Content")
final class WireRecords {

  private WireRecords() {}
}
