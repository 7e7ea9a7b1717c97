package witan.graphql.answer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The limits of answering. A bad value stops the service at start, naming the property. */
@ConfigMapping(prefix = "witan.answers")
public interface AnswersConfig {

  /** How many answers may be made at once; beyond that clients are told to come back. */
  @WithDefault("64")
  int atOnce();

  /** How many candidates are asked for their evidence. */
  @WithDefault("8")
  int candidates();

  /** How long an expert may take to open a session, which reads the whole prompt. */
  @WithDefault("5S")
  Duration openTimeout();

  /** What each picture adds to {@link #openTimeout}: it is read before the prompt is. */
  @WithDefault("20S")
  Duration pictureTimeout();

  /** How long an expert may take for its evidence; who is silent then is out. */
  @WithDefault("2S")
  Duration evidenceTimeout();

  /**
   * How many of the chosen experts must have opened before the answer may begin without those that
   * are late.
   */
  @WithDefault("1")
  int openAtLeast();

  /** What a chosen expert may take to open at least, though others are ready; usually more. */
  @WithDefault("1S")
  Duration openGrace();

  /** How many openings of a runner-up there may be besides those of the chosen, as a share. */
  @WithDefault("0.05")
  double hedgeShare();

  /** How long an expert may take for one exchange at most; its own pace sets the deadline below. */
  @WithDefault("2S")
  Duration exchangeTimeout();

  /**
   * The longest draft in tokens. With 0 there are no drafts and each token costs a round, which is
   * of use for comparison only.
   */
  @WithDefault("32")
  int longestDraft();

  /** How long an expert that was lost is skipped; doubled each time, to a minute at most. */
  @WithDefault("5S")
  Duration breaker();

  /** How many probabilities an expert's distribution carries. */
  @WithDefault("64")
  int topK();
}
