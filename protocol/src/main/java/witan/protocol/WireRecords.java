package witan.protocol;

import io.quarkus.runtime.annotations.RegisterForReflection;
import witan.protocol.access.AccessRefusal;
import witan.protocol.access.ApiKey;
import witan.protocol.access.ApiKeyRecord;
import witan.protocol.access.Caching;
import witan.protocol.access.Charge;
import witan.protocol.access.EscrowInfo;
import witan.protocol.access.Hold;
import witan.protocol.access.Limits;
import witan.protocol.access.Payment;
import witan.protocol.access.Refund;
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
import witan.protocol.key.Coldkey;
import witan.protocol.key.ColdkeySignature;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.AccountEntry;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.BatchResult;
import witan.protocol.ledger.BlockContent;
import witan.protocol.ledger.BlockInfo;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.EntryInfo;
import witan.protocol.ledger.EntryProof;
import witan.protocol.ledger.EpochInfo;
import witan.protocol.ledger.EpochNeurons;
import witan.protocol.ledger.HotkeySignature;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.ledger.NeuronInfo;
import witan.protocol.ledger.NodeCommand;
import witan.protocol.ledger.NodeInfo;
import witan.protocol.ledger.Receipt;
import witan.protocol.ledger.Refusal;
import witan.protocol.ledger.SignedCommand;
import witan.protocol.ledger.ValidatorInfo;
import witan.protocol.network.Deregistration;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertList;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.ExpertRegistration;
import witan.protocol.network.Gateway;
import witan.protocol.network.Heartbeat;
import witan.protocol.network.Modality;
import witan.protocol.network.NetworkInfo;
import witan.protocol.signature.SignedMessage;

/** What is read from JSON or written as JSON, and so must be named for a native build. */
@RegisterForReflection(
    targets = {
      AccessRefusal.class,
      AccountEntry.class,
      AccountInfo.StakeInfo.class,
      AccountInfo.class,
      ActiveGate.class,
      ApiKey.class,
      ApiKeyRecord.class,
      AuditedAnswer.Contribution.class,
      AuditedAnswer.class,
      BatchResult.class,
      BlockContent.ContentCommand.class,
      BlockContent.class,
      BlockInfo.class,
      Caching.class,
      Candidate.class,
      Charge.Share.class,
      Charge.class,
      ClaimsWorth.class,
      Coldkey.class,
      ColdkeySignature.class,
      Command.MoveStake.class,
      Command.Register.class,
      Command.SetTake.class,
      Command.Stake.class,
      Command.Transfer.class,
      Command.Unstake.class,
      Deregistration.class,
      Domain.class,
      EmbedReply.class,
      EmbedRequest.class,
      EntryInfo.class,
      EntryProof.class,
      EpochInfo.class,
      EpochNeurons.class,
      EscrowInfo.class,
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
      Hold.class,
      Hotkey.class,
      HotkeySignature.class,
      LearnRequest.class,
      LedgerInfo.SubnetInfo.class,
      LedgerInfo.WeightsInfo.class,
      LedgerInfo.class,
      Limits.class,
      Modality.class,
      NetworkInfo.class,
      NeuronInfo.class,
      NodeCommand.CommitWeights.class,
      NodeCommand.RevealWeights.class,
      NodeCommand.SetWeights.class,
      NodeCommand.VoteSubnets.class,
      NodeInfo.Commit.class,
      NodeInfo.Seat.class,
      NodeInfo.class,
      Payment.Kind.class,
      Payment.class,
      Policy.class,
      Rao.class,
      Receipt.class,
      Refund.class,
      Refusal.class,
      SignedCommand.class,
      SignedMessage.class,
      ValidatorInfo.class
    },
    classNames = {
      "witan.protocol.key.ColdkeyFile$Content",
      "witan.protocol.key.HotkeyFile$Content"
    })
final class WireRecords {

  private WireRecords() {}
}
