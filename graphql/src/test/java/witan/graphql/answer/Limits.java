package witan.graphql.answer;

import java.time.Duration;

/** The limits of answering for tests: a stalled expert is found out soon. */
record Limits(
    int atOnce,
    int longestDraft,
    Duration openTimeout,
    Duration exchangeTimeout,
    Duration breaker,
    double hedgeShare)
    implements AnswersConfig {

  static final Limits USUAL =
      new Limits(64, 16, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(5), 0.05);

  Limits atOnce(int answers) {
    return new Limits(answers, longestDraft, openTimeout, exchangeTimeout, breaker, hedgeShare);
  }

  Limits drafting(int tokens) {
    return new Limits(atOnce, tokens, openTimeout, exchangeTimeout, breaker, hedgeShare);
  }

  Limits waiting(Duration forAnOpening, Duration forAnExchange) {
    return new Limits(atOnce, longestDraft, forAnOpening, forAnExchange, breaker, hedgeShare);
  }

  Limits resting(Duration afterALoss) {
    return new Limits(atOnce, longestDraft, openTimeout, exchangeTimeout, afterALoss, hedgeShare);
  }

  Limits hedging(double share) {
    return new Limits(atOnce, longestDraft, openTimeout, exchangeTimeout, breaker, share);
  }

  @Override
  public int candidates() {
    return 8;
  }

  @Override
  public Duration pictureTimeout() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Duration evidenceTimeout() {
    return Duration.ofSeconds(2);
  }

  @Override
  public int openAtLeast() {
    return 1;
  }

  @Override
  public Duration openGrace() {
    return Duration.ofSeconds(1);
  }

  @Override
  public int topK() {
    return 64;
  }
}
