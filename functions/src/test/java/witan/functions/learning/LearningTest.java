package witan.functions.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static witan.functions.KnownExperts.NOW;
import static witan.functions.KnownExperts.axis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import witan.gating.LearningParameters;
import witan.protocol.gate.AuditedAnswer;
import witan.protocol.gate.GateContent;
import witan.protocol.gate.GateVersion;
import witan.protocol.gate.LearnRequest;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;

class LearningTest {

  private final Hotkey cook = HotkeyPair.generate().hotkey();
  private final Memory store = new Memory();
  private final Learning learning = new Learning(store, LearningParameters.DEFAULTS);

  @Test
  void whatAuditsFoundIsWhatIsExpected() {
    assertThat(advantage(learning)).isZero();

    GateVersion learned = Objects.requireNonNull(learning.learn(request(100, 0.9)));

    assertThat(learning.current().version()).isEqualTo(learned.version()).isEqualTo(store.active);
    // The cook is better than the network's mean here, of which the other half is its rival's.
    assertThat(advantage(learning)).isGreaterThan(0.2);
  }

  @Test
  void anotherProcessGoesByItAfterARefresh() {
    Learning other = new Learning(store, LearningParameters.DEFAULTS);
    learning.learn(request(100, 0.9));
    assertThat(other.current().version()).isNull();

    other.refresh();

    assertThat(other.current().name()).isEqualTo(learning.current().name());
    assertThat(advantage(other)).isEqualTo(advantage(learning));
    Taught before = other.current();
    other.refresh();
    assertThat(other.current()).as("unchanged is not read again").isSameAs(before);
  }

  @Test
  void theSameRequestIsLearnedOnce() {
    LearnRequest request = request(10, 0.9);
    GateVersion first = learning.learn(request);
    assertThat(learning.learn(request)).isEqualTo(first);
    assertThat(new Learning(store, LearningParameters.DEFAULTS).learn(request)).isEqualTo(first);
    assertThat(store.stored).hasSize(1);
  }

  @Test
  void whatOthersLearnedMeanwhileIsNotLost() {
    learning.learn(request(10, 0.9));
    Learning other = new Learning(store, LearningParameters.DEFAULTS);
    other.learn(request(10, 0.9));

    learning.learn(request(10, 0.9));

    assertThat(learning.current().lessons().experience().answers()).isEqualTo(30);
  }

  @Test
  void whenOthersAreAlwaysQuickerItGivesUp() {
    store.overtaken = true;
    assertThat(learning.learn(request(1, 0.9))).isNull();
    assertThat(store.stored).isEmpty();
  }

  @Test
  void aRollbackIsGoneByAtTheNextRefresh() {
    learning.learn(request(100, 0.9));
    String good = learning.current().name();
    double expected = advantage(learning);
    learning.learn(request(100, 0.0));
    assertThat(advantage(learning)).isLessThan(expected);

    store.active = good;
    learning.refresh();

    assertThat(advantage(learning)).isEqualTo(expected);
    store.active = null;
    learning.refresh();
    assertThat(learning.current().version()).isNull();
    assertThat(advantage(learning)).isZero();
  }

  @Test
  void aVersionThatCantBeReadLeavesTheLastOneStanding() {
    learning.learn(request(100, 0.9));
    Taught good = learning.current();
    store.put(UUID.randomUUID(), new GateContent(good.version(), "{\"answers\": \"many\"}"));

    learning.refresh();

    assertThat(learning.current()).isSameAs(good);
  }

  @Test
  void whileTheLedgerIsAwayWhatWasLearnedStands() {
    learning.learn(request(100, 0.9));
    Taught good = learning.current();
    store.away = true;
    assertThatThrownBy(learning::refresh).isInstanceOf(IllegalStateException.class);
    assertThat(learning.current()).isSameAs(good);
  }

  @Test
  void aVersionHasABoundedSizeWhateverIsLearned() {
    RandomGenerator random = new SplittableRandom(1);
    List<Hotkey> experts =
        Stream.generate(() -> HotkeyPair.generate().hotkey()).limit(200).toList();
    for (int round = 0; round < 3; round++) {
      List<AuditedAnswer> answers = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        float[] question = new float[384];
        for (int d = 0; d < question.length; d++) {
          question[d] = (float) random.nextGaussian();
        }
        List<AuditedAnswer.Contribution> contributions = new ArrayList<>();
        for (int e = 0; e < 4; e++) {
          contributions.add(
              new AuditedAnswer.Contribution(
                  experts.get((round * 60 + i + e) % 200), 0.7, random.nextDouble()));
        }
        answers.add(
            new AuditedAnswer(question, NOW.plusSeconds(round * 1_000L + i), contributions));
      }
      learning.learn(new LearnRequest(UUID.randomUUID(), answers));
    }
    assertThat(learning.current().lessons().experience().answers()).isEqualTo(3_000);
    assertThat(learning.current().lessons().experience().size()).isEqualTo(128);
    assertThat(store.stored.values())
        .allMatch(content -> content.content().length() < GateContent.MAX_CONTENT * 0.9);
  }

  private double advantage(Learning learning) {
    return learning.current().lessons().on(axis(3)).of(cook.hex()).advantage();
  }

  private LearnRequest request(int answers, double score) {
    Hotkey rival = HotkeyPair.generate().hotkey();
    List<AuditedAnswer> audited = new ArrayList<>();
    for (int i = 0; i < answers; i++) {
      audited.add(
          new AuditedAnswer(
              axis(i % 2 == 0 ? 3 : 4),
              NOW.plusSeconds(i),
              List.of(
                  new AuditedAnswer.Contribution(cook, 0.8, score),
                  new AuditedAnswer.Contribution(rival, null, 0.1))));
    }
    return new LearnRequest(UUID.randomUUID(), audited);
  }

  /** Versions as the ledger keeps them. */
  private static final class Memory implements StoredVersions {

    private final Map<String, GateContent> stored = new HashMap<>();
    private final Map<UUID, GateVersion> ids = new HashMap<>();
    private @Nullable String active;
    private boolean overtaken;
    private boolean away;

    @Override
    public Active active(@Nullable String known) {
      if (away) {
        throw new IllegalStateException("connection refused");
      }
      if (active == null) {
        return new Active.Nothing();
      }
      return active.equals(known)
          ? new Active.Unchanged()
          : new Active.Other(Objects.requireNonNull(stored.get(active)));
    }

    @Override
    public @Nullable GateVersion find(UUID id) {
      return ids.get(id);
    }

    @Override
    public @Nullable GateVersion store(UUID id, GateContent content) {
      boolean onTop = active == null ? content.parent() == null : active.equals(content.parent());
      return onTop && !overtaken ? put(id, content) : null;
    }

    GateVersion put(UUID id, GateContent content) {
      active = content.version();
      stored.put(active, content);
      GateVersion version = new GateVersion(id, active, content.parent(), NOW, true);
      ids.put(id, version);
      return version;
    }
  }
}
