package witan.graphql.expert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.fake.FakeExpert;
import witan.graphql.fake.TinyLanguage;
import witan.mixture.Distribution;
import witan.protocol.key.HotkeyPair;
import witan.protocol.signature.CallSigner;
import witan.protocol.v1.Open;
import witan.protocol.v1.Sampling;

@Timeout(30)
class DistanceTest {

  @Test
  void farAwayExpertsSayTheSameOnlyLater() throws Exception {
    Duration distance = Duration.ofMillis(30);
    Duration within = Duration.ofSeconds(10);
    Channels channels = new Channels(InstantSource.system(), Connector.onThisMachine(), distance);
    CallSigner signer = new CallSigner(HotkeyPair.generate(), InstantSource.system());
    ExpertSessions experts = new ExpertSessions(channels, signer);
    try (FakeExpert anna = new FakeExpert("anna", 1)) {
      anna.finds(0.75f);
      String hotkey = anna.record().descriptor().hotkey().toString();
      long started = System.nanoTime();

      Map<String, Evidence> evidence =
          experts.evidence(List.of(anna.record()), new float[384], within);

      assertThat(evidence).isEqualTo(Map.of(hotkey, new Evidence.Found(0.75)));
      assertThat(Duration.ofNanos(System.nanoTime() - started))
          .isGreaterThanOrEqualTo(distance.multipliedBy(2));
      assertThat(experts.vocabulary(anna.record(), within).size())
          .isEqualTo(TinyLanguage.vocabulary().size());
      try (ExpertSession session =
          experts.open(
              anna.record(),
              Open.newBuilder()
                  .setPrompt("?")
                  .setSampling(Sampling.newBuilder().setTopP(1))
                  .build(),
              within)) {
        Distribution first = session.opened().next();
        assertThat(first).isEqualTo(anna.next(new int[0], 0));
        int[] answer = {first.best()};
        assertThat(session.commit(answer, within).await()).isEqualTo(anna.next(answer, 1));
        assertThat(session.draft(answer, 5, within).await().tokens()).hasSize(5);
      }
    } finally {
      channels.close();
    }
  }
}
