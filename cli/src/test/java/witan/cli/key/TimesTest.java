package witan.cli.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {

  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

  @ParameterizedTest
  @CsvSource({"45s, PT45S", "90m, PT90M", "12h, PT12H", "30d, PT720H"})
  void aSpanIsANumberAndAUnit(String text, Duration span) {
    assertThat(Times.span(text)).isEqualTo(span);
  }

  @ParameterizedTest
  @CsvSource({
    "1d, 2026-11-28T12:00:00Z",
    "2030-01-31, 2030-01-30T23:00:00Z", // a day begins where one is
    "2030-01-31T12:00:00Z, 2030-01-31T12:00:00Z"
  })
  void anEndIsASpanFromNowADayOrAnInstant(String text, Instant end) {
    assertThat(Times.end(text, NOON, ZoneId.of("Europe/Berlin"))).isEqualTo(end);
  }
}
