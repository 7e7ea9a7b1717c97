package witan.graphql.openai;

import witan.graphql.access.AccessException;
import witan.graphql.answer.AnswerException;
import witan.openai.ApiException;

/** What the gateway's refusals are called in OpenAI's API. */
final class Refusals {

  private Refusals() {}

  static ApiException of(AccessException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.kind()) {
      case NO_KEY, WRONG_KEY ->
          new ApiException(401, "invalid_request_error", "invalid_api_key", null, message);
      case TOO_MANY_GUESSES -> ApiException.busy(message);
      case BOOKS_SILENT -> ApiException.unavailable(message);
    };
  }

  /**
   * @param conversation the request's field that holds the conversation
   */
  static ApiException of(AnswerException e, String conversation) {
    String message = String.valueOf(e.getMessage());
    return switch (e.kind()) {
      case MODEL_NOT_FOUND ->
          new ApiException(404, "invalid_request_error", "model_not_found", "model", message);
      case BAD_QUESTION -> ApiException.invalid(conversation, "invalid_value", message);
      case NOBODY_ALLOWED -> ApiException.invalid("witan.policy", "nobody_allowed", message);
      case CONTEXT_LENGTH_EXCEEDED -> ApiException.contextLengthExceeded(conversation, message);
      case BUSY -> ApiException.busy(message);
      case QUOTA_EXCEEDED ->
          new ApiException(429, "insufficient_quota", "insufficient_quota", null, message);
      case NO_EXPERT -> ApiException.unavailable(message);
    };
  }
}
