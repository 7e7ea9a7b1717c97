package witan.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A request that can't be answered, as the client shall read it: {@code {"error":{…}}}. */
public final class ApiException extends RuntimeException {

  private final int status;
  private final String type;
  private final @Nullable String code;
  private final @Nullable String param;

  /**
   * An error.
   *
   * @param status of the HTTP answer
   * @param type {@code invalid_request_error}, {@code server_error} …
   * @param code for programs
   * @param param the request's field at fault
   * @param message for people: what to do instead
   */
  public ApiException(
      int status, String type, @Nullable String code, @Nullable String param, String message) {
    // An answer, not a bug: no stack trace, which costs more than the rest.
    super(message, null, false, false);
    this.status = status;
    this.type = type;
    this.code = code;
    this.param = param;
  }

  /** 400: the request itself is wrong. */
  public static ApiException invalid(@Nullable String param, String code, String message) {
    return new ApiException(400, "invalid_request_error", code, param, message);
  }

  /** 404: no such model. */
  public static ApiException modelNotFound(String model) {
    return new ApiException(
        404,
        "invalid_request_error",
        "model_not_found",
        "model",
        "The model '%s' does not exist here. GET /v1/models lists those that do."
            .formatted(shortened(model)));
  }

  /** 404: no such path. */
  public static ApiException unknownPath(String method, String path) {
    return new ApiException(
        404,
        "invalid_request_error",
        "unknown_url",
        null,
        "Unknown request URL: %s %s. Send POST /v1/chat/completions, /v1/responses, /v1/completions or /v1/embeddings, or GET /v1/models."
            .formatted(method, shortened(path)));
  }

  /** 404: nothing of this id is stored, or it is another's. */
  public static ApiException notStored(String what, String param, String id) {
    return new ApiException(
        404,
        "invalid_request_error",
        "not_found",
        param,
        "%s with id '%s' not found. What is stored is there for as long as the gateway keeps it, and for the API key that asked for it."
            .formatted(what, shortened(id)));
  }

  /** 413: the body is larger than the server reads. */
  public static ApiException tooLarge(long maxBytes) {
    return new ApiException(
        413,
        "invalid_request_error",
        "request_too_large",
        null,
        "The request body is larger than %,d bytes. Send a shorter one.".formatted(maxBytes));
  }

  /** 400: more tokens than the model can read. */
  public static ApiException contextLengthExceeded(String param, String message) {
    return invalid(param, "context_length_exceeded", message);
  }

  /** 503: nobody can answer now; the client may try again. */
  public static ApiException unavailable(String message) {
    return new ApiException(503, "server_error", "service_unavailable", null, message);
  }

  /** 429: no slot is free now; the client may try again. */
  public static ApiException busy(String message) {
    return new ApiException(429, "rate_limit_error", "rate_limit_exceeded", null, message);
  }

  /** 500: a bug; it is logged where it happened and the client learns no more. */
  public static ApiException internal() {
    return new ApiException(
        500,
        "server_error",
        "internal_error",
        null,
        "The server had an error while answering. Try again; its log says what happened.");
  }

  /** Of the HTTP answer. */
  public int status() {
    return status;
  }

  public String type() {
    return type;
  }

  public @Nullable String code() {
    return code;
  }

  public @Nullable String param() {
    return param;
  }

  /** The sentence for people. */
  public String message() {
    return String.valueOf(getMessage());
  }

  /** {@code {"error":{"message","type","param","code"}}}, also sent as an event in mid-stream. */
  public ObjectNode json() {
    ObjectNode json = Json.NODES.objectNode();
    json.putObject("error")
        .put("message", message())
        .put("type", type)
        .put("param", param)
        .put("code", code);
    return json;
  }

  /** The same, as the body of an HTTP answer. */
  public byte[] body() {
    return Json.bytes(json());
  }

  static String shortened(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }
}
