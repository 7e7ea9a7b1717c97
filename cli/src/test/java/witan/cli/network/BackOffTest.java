package witan.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private final BackOff backOff = new BackOff();

  @Test
  void waitsDoubleUpToHalfAMinute() {
    List<Long> waits =
        Stream.generate(() -> backOff.after(Duration.ZERO).toMillis()).limit(9).toList();

    assertThat(waits)
        .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16000L, 30000L, 30000L, 30000L);
  }

  @Test
  void aLongLifeBeginsAnew() {
    backOff.after(Duration.ZERO);
    backOff.after(Duration.ZERO);

    assertThat(backOff.after(BackOff.SOUND)).isEqualTo(BackOff.FIRST);
    assertThat(backOff.after(Duration.ofSeconds(59))).isEqualTo(BackOff.FIRST.multipliedBy(2));
  }
}
