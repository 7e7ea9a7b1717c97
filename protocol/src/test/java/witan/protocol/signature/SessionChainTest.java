package witan.protocol.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;
import witan.protocol.key.HotkeyPair;
import witan.protocol.v1.Committed;
import witan.protocol.v1.Distribution;
import witan.protocol.v1.Draft;
import witan.protocol.v1.Drafted;
import witan.protocol.v1.EvidenceReply;
import witan.protocol.v1.Open;
import witan.protocol.v1.Opened;
import witan.protocol.v1.Sampling;
import witan.protocol.v1.SessionReply;
import witan.protocol.v1.SessionRequest;

class SessionChainTest {

  private final HotkeyPair expert = HotkeyPair.generate();
  private final byte[] call = new byte[64];

  private final SessionRequest open =
      SessionRequest.newBuilder().setOpen(Open.newBuilder().setPrompt("Once")).build();
  private final SessionReply opened =
      SessionReply.newBuilder()
          .setOpened(
              Opened.newBuilder()
                  .setNext(Distribution.newBuilder().addTokens(3).addProbabilities(1f)))
          .build();
  private final SessionRequest draft =
      SessionRequest.newBuilder().setDraft(Draft.newBuilder().setCount(2)).build();
  private final SessionReply drafted =
      SessionReply.newBuilder()
          .setDrafted(Drafted.newBuilder().addAllTokens(List.of(1, 2)))
          .build();

  @Test
  void bothSidesArriveAtTheSameChain() {
    SessionChain theirs = SessionChain.start(call);
    SessionChain ours = SessionChain.start(call);

    assertThat(ours.accepts(open, theirs.seal(open, opened, expert), expert.hotkey())).isTrue();
    assertThat(ours.accepts(draft, theirs.seal(draft, drafted, expert), expert.hotkey())).isTrue();
    assertThat(ours.value()).isEqualTo(theirs.value());
  }

  @Test
  void aReplyToAnotherRequestIsNotAccepted() {
    SessionReply sealed = SessionChain.start(call).seal(open, opened, expert);

    assertThat(SessionChain.start(call).accepts(draft, sealed, expert.hotkey())).isFalse();
  }

  @Test
  void aReplyOfAnotherSessionIsNotAccepted() {
    byte[] other = new byte[64];
    other[0] = 1;
    SessionReply sealed = SessionChain.start(other).seal(open, opened, expert);

    assertThat(SessionChain.start(call).accepts(open, sealed, expert.hotkey())).isFalse();
  }

  @Test
  void aRepeatedOrSkippedReplyIsNotAccepted() {
    SessionChain theirs = SessionChain.start(call);
    SessionChain ours = SessionChain.start(call);
    SessionReply first = theirs.seal(open, opened, expert);
    SessionReply second = theirs.seal(draft, drafted, expert);

    assertThat(ours.accepts(draft, second, expert.hotkey())).isFalse();
    assertThat(ours.accepts(open, first, expert.hotkey())).isTrue();
    assertThat(ours.accepts(open, first, expert.hotkey())).isFalse();
    assertThat(ours.accepts(draft, second, expert.hotkey())).isTrue();
  }

  @Test
  void aChangedOrForeignReplyIsNotAccepted() {
    SessionReply sealed = SessionChain.start(call).seal(open, opened, expert);
    SessionReply changed = sealed.toBuilder().setCommitted(Committed.getDefaultInstance()).build();
    SessionReply unsigned = sealed.toBuilder().clearSignature().build();
    SessionReply bent = sealed.toBuilder().setSignature(ByteString.copyFrom(new byte[64])).build();

    SessionChain ours = SessionChain.start(call);
    assertThat(ours.accepts(open, changed, expert.hotkey())).isFalse();
    assertThat(ours.accepts(open, unsigned, expert.hotkey())).isFalse();
    assertThat(ours.accepts(open, bent, expert.hotkey())).isFalse();
    assertThat(ours.accepts(open, sealed, HotkeyPair.generate().hotkey())).isFalse();
  }

  @Test
  void mapsHaveTheSameBytesInWhateverOrderTheyWereFilled() {
    Sampling.Builder up = Sampling.newBuilder();
    Sampling.Builder down = Sampling.newBuilder();
    for (int token = 0; token < 200; token++) {
      up.putLogitBias(token * 7919, token);
      down.putLogitBias((199 - token) * 7919, 199 - token);
    }

    assertThat(Deterministic.bytes(up.build())).isEqualTo(Deterministic.bytes(down.build()));
  }

  @Test
  void evidenceBelongsToItsCall() {
    EvidenceReply reply =
        EvidenceSignature.sign(
            EvidenceReply.newBuilder().setEvidence(0.5f).setHasCorpus(true).build(), call, expert);

    assertThat(EvidenceSignature.verify(reply, call, expert.hotkey())).isTrue();
    assertThat(EvidenceSignature.verify(reply, new byte[] {1}, expert.hotkey())).isFalse();
    assertThat(
            EvidenceSignature.verify(
                reply.toBuilder().setEvidence(0.9f).build(), call, expert.hotkey()))
        .isFalse();
    assertThat(EvidenceSignature.verify(reply, call, HotkeyPair.generate().hotkey())).isFalse();
  }
}
