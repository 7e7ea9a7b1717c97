package witan.graphql.answer;

import witan.graphql.http.ClientGoneException;

/** How an answer ended, in one of few words, for metrics and traces. */
final class Outcome {

  /** Nobody waits for it any more. */
  static final String CANCELLED = "cancelled";

  private Outcome() {}

  /** Of an answer that failed. */
  static String of(Exception failure) {
    return switch (failure) {
      case AnswerException refused -> refused.code();
      case InterruptedException _, ClientGoneException _ -> CANCELLED;
      default -> "failed";
    };
  }

  /** What the conventions for generative AI call what a question asks for. */
  static String operation(Question question) {
    return question.prompt() == null ? "chat" : "text_completion";
  }
}
