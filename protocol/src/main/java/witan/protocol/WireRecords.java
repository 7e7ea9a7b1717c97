package witan.protocol;

import io.quarkus.runtime.annotations.RegisterForReflection;
import witan.protocol.gate.ActiveGate;
import witan.protocol.gate.AuditedAnswer;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.ClaimsWorth;
import witan.protocol.gate.EmbedReply;
import witan.protocol.gate.EmbedRequest;
import witan.protocol.gate.FirstToken;
import witan.protocol.gate.GateContent;
import witan.protocol.gate.GateReply;
import witan.protocol.gate.GateRequest;
import witan.protocol.gate.GateVersion;
import witan.protocol.gate.LearnRequest;
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
      ActiveGate.class,
      AuditedAnswer.class,
      AuditedAnswer.Contribution.class,
      Candidate.class,
      ClaimsWorth.class,
      Deregistration.class,
      EmbedReply.class,
      EmbedRequest.class,
      ExpertDescriptor.class,
      ExpertList.class,
      ExpertRecord.class,
      ExpertRegistration.class,
      FirstToken.class,
      GateContent.class,
      GateReply.class,
      GateRequest.class,
      GateVersion.class,
      Gateway.class,
      Heartbeat.class,
      Hotkey.class,
      LearnRequest.class,
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
