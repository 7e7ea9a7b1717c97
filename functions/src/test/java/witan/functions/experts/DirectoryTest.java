package witan.functions.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static witan.functions.KnownExperts.NOW;
import static witan.functions.KnownExperts.axis;
import static witan.functions.KnownExperts.expert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import witan.protocol.network.ExpertList;
import witan.protocol.network.ExpertRecord;

class DirectoryTest {

  private Instant now = NOW;
  private @Nullable List<ExpertRecord> ledger = List.of();
  private final List<String> embedded = new ArrayList<>();
  private final Directory directory =
      new Directory(
          () -> {
            if (ledger == null) {
              throw new IllegalStateException("connection refused");
            }
            return new ExpertList(1, ledger);
          },
          text -> {
            embedded.add(text);
            return axis(0);
          },
          () -> now,
          Duration.ofSeconds(10));

  @Test
  void beforeTheLedgerAnswersNobodyIsKnown() {
    ledger = null;
    assertThatThrownBy(directory::refresh).isInstanceOf(IllegalStateException.class);
    assertThat(directory.reached()).isFalse();
    assertThat(directory.experts()).isEmpty();
  }

  @Test
  void whileTheLedgerIsAwayTheLastListStandsButHealthAges() {
    ledger = List.of(expert("cooking", "food", List.of()));
    directory.refresh();
    ledger = null;

    now = NOW.plusSeconds(10);
    assertThatThrownBy(directory::refresh).isInstanceOf(IllegalStateException.class);
    assertThat(directory.experts()).singleElement().matches(e -> e.entry().healthy());

    now = NOW.plusSeconds(11);
    assertThat(directory.experts()).singleElement().matches(e -> !e.entry().healthy());

    ledger = List.of(expert("cooking", "food", List.of()));
    directory.refresh();
    assertThat(directory.experts()).singleElement().matches(e -> e.entry().healthy());
  }

  @Test
  void aProfileIsEmbeddedOnceUntilItChanges() {
    ExpertRecord cooking = expert("cooking", "food", List.of());
    ledger = List.of(cooking);
    directory.refresh();
    directory.refresh();
    assertThat(embedded).containsExactly("food");
    String version = directory.experts().getFirst().profile().version();

    ledger = List.of(expert("cooking", "food and drink", List.of()));
    directory.refresh();
    assertThat(embedded).containsExactly("food", "food and drink");
    assertThat(directory.experts().getFirst().profile().version()).isNotEqualTo(version);
  }

  @Test
  void whoLeavesTheLedgerLeavesTheDirectory() {
    ledger = List.of(expert("cooking", "", List.of()), expert("music", "", List.of()));
    directory.refresh();
    ledger = List.of();
    directory.refresh();
    assertThat(directory.experts()).isEmpty();
    assertThat(directory.reached()).isTrue();
  }
}
