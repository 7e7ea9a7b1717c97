package witan.graphql.answer;

import org.jspecify.annotations.Nullable;
import witan.openai.TokenLogprob;
import witan.protocol.network.ExpertRecord;

/**
 * What happens while an answer is made: one {@link Routed}, then the others, one {@link Completed}
 * last.
 */
public sealed interface AnswerEvent {

  /** The answer's id. */
  String id();

  /** The experts are chosen. */
  record Routed(String id, Routing routing) implements AnswerEvent {}

  /**
   * One token was drawn.
   *
   * @param text what can be shown now: empty while a character or a possible stop text is
   *     incomplete
   * @param index the token's number, from 0
   */
  record TokenDelta(String id, String text, int index, @Nullable TokenLogprob logprob)
      implements AnswerEvent {}

  /**
   * An expert dropped out; the answer goes on without it.
   *
   * @param atToken how many tokens the answer had
   */
  record ExpertLost(
      String id, ExpertRecord expert, ContributionStatus status, String reason, int atToken)
      implements AnswerEvent {}

  /** The answer is whole. */
  record Completed(String id, Answer answer) implements AnswerEvent {}
}
