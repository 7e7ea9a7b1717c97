package witan.graphql.access;

import java.time.Duration;
import witan.protocol.Rao;

/** Who may ask, in tests. */
public record Access(boolean anonymous, Duration fresh, int guessesPerMinute)
    implements AccessConfig {

  public static final Access BY_KEY = new Access(false, Duration.ofSeconds(10), 30);

  @Override
  public Duration withoutBooks() {
    return Duration.ofMinutes(5);
  }

  @Override
  public Rao highestPrice() {
    return new Rao(1_000_000);
  }

  @Override
  public String payEvery() {
    return "off";
  }
}
