package witan.graphql.answer;

import java.util.List;
import witan.openai.TokenLogprob;

/**
 * A whole answer.
 *
 * @param finishReason {@code stop} or {@code length}
 * @param contributions every expert that had a session, by descending weight
 * @param rounds exchanges with the experts after opening: a draft and its verifications side by
 *     side
 */
public record Answer(
    String id,
    String content,
    String finishReason,
    Tokens usage,
    List<Contribution> contributions,
    Routing routing,
    int rounds,
    List<TokenLogprob> logprobs) {

  public Answer {
    contributions = List.copyOf(contributions);
    logprobs = List.copyOf(logprobs);
  }
}
