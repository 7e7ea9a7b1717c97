package witan.graphql.openai;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import witan.openai.ApiException;

/**
 * What OpenAI's API has and this gateway has not, with what to do instead: a client that calls it
 * is told that it asked for something real that is not here, and not that it mistyped.
 */
enum Unserved {
  STORED_COMPLETIONS(
      "/v1/chat/completions(/.+)?",
      "completions are not stored here. Keep the answer that POST /v1/chat/completions gives. "
          + Unserved.HOW),
  STORED_RESPONSES(
      "/v1/responses/.+",
      "responses are not stored here. Send the whole conversation as 'input' of POST /v1/responses. "
          + Unserved.HOW),
  CONVERSATIONS(
      "/v1/conversations(/.*)?",
      "conversations are not stored here. Send the whole one as 'input' of POST /v1/responses, or go on from a response where these are stored."),
  TRAINED_MODELS(
      "/v1/fine_tuning(/.*)?",
      "models are their owners' to train. GET /v1/models lists those that answer."),
  MEDIA(
      "/v1/(audio|images|videos|realtime)(/.*)?",
      "the experts write text. Send POST /v1/chat/completions; pictures may stand in its messages."),
  FILES(
      "/v1/(files|uploads|batches|vector_stores|containers)(/.*)?",
      "files are not kept here. Send their text in the messages of POST /v1/chat/completions."),
  ASSISTANTS(
      "/v1/(assistants|threads|moderations|evals|chatkit|skills)(/.*)?",
      "there are answers, embeddings and models here. Send POST /v1/chat/completions.");

  private static final String HOW =
      "This gateway's operator can have them stored: witan.stored.keep, or ./witan up --store.";

  private final Pattern path;
  private final String sentence;

  Unserved(String path, String sentence) {
    this.path = Pattern.compile(path);
    this.sentence = sentence;
  }

  /**
   * 404 for a path of OpenAI's, or nothing for one that it hasn't either.
   *
   * @param stores whether anything is stored here
   */
  static Optional<ApiException> of(String method, String path, boolean stores) {
    return List.of(values()).stream()
        .filter(one -> !(stores && (one == STORED_COMPLETIONS || one == STORED_RESPONSES)))
        .filter(one -> one.path.matcher(path).matches())
        .findFirst()
        .map(one ->
            new ApiException(
                404,
                "invalid_request_error",
                "not_served",
                null,
                "%s %s is not served: %s".formatted(method, shortened(path), one.sentence)));
  }

  private static String shortened(String path) {
    return path.length() <= 100 ? path : path.substring(0, 100) + "…";
  }
}
