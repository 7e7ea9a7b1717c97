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
 * @param cached whether it was made for an earlier question that meant the same
 */
public record Answer(
    String id,
    String content,
    String finishReason,
    Tokens usage,
    List<Contribution> contributions,
    Routing routing,
    int rounds,
    List<TokenLogprob> logprobs,
    boolean cached) {

  public Answer {
    contributions = List.copyOf(contributions);
    logprobs = List.copyOf(logprobs);
  }

  /** The same answer, given once more. */
  public Answer again(String newId) {
    return new Answer(
        newId, content, finishReason, usage, contributions, routing, rounds, logprobs, true);
  }
}
