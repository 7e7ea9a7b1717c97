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

  /** How long an expert may take for one exchange, besides {@link #tokenTimeout} a token. */
  @WithDefault("2S")
  Duration exchangeTimeout();

  /** What each drafted or verified token adds to {@link #exchangeTimeout}. */
  @WithDefault("0.05S")
  Duration tokenTimeout();

  /** How long an expert that was lost is skipped; doubled each time, to a minute at most. */
  @WithDefault("5S")
  Duration breaker();

  /** How many probabilities an expert's distribution carries. */
  @WithDefault("64")
  int topK();
}
