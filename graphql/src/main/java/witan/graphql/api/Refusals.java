package witan.graphql.api;

import witan.graphql.answer.AnswerException;
import witan.graphql.network.LedgerException;
import witan.graphql.transport.ErrorCode;
import witan.graphql.transport.GraphQlRefusal;

/** What the gateway's refusals are called in GraphQL. */
final class Refusals {

  private Refusals() {}

  static GraphQlRefusal of(AnswerException e) {
    ErrorCode code =
        switch (e.kind()) {
          case MODEL_NOT_FOUND -> ErrorCode.NOT_FOUND;
          case BAD_QUESTION, NOBODY_ALLOWED, CONTEXT_LENGTH_EXCEEDED -> ErrorCode.BAD_USER_INPUT;
          case BUSY -> ErrorCode.BUSY;
          case QUOTA_EXCEEDED -> ErrorCode.QUOTA_EXCEEDED;
          case NO_EXPERT -> ErrorCode.UNAVAILABLE;
        };
    return new GraphQlRefusal(code, String.valueOf(e.getMessage()));
  }

  static GraphQlRefusal of(LedgerException e) {
    String sentence = String.valueOf(e.getMessage());
    return switch (e.kind()) {
      case UNKNOWN -> new GraphQlRefusal(ErrorCode.NOT_FOUND, sentence);
      case UNREACHABLE -> new GraphQlRefusal(ErrorCode.UNAVAILABLE, sentence);
      case REFUSED -> GraphQlRefusal.byLedger(e.refusal(), sentence);
    };
  }

  static GraphQlRefusal badInput(String message) {
    return new GraphQlRefusal(ErrorCode.BAD_USER_INPUT, message);
  }
}
