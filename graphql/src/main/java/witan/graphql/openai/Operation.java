package witan.graphql.openai;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import witan.openai.ApiException;

/** What can be asked for: a method of a path, which may have an id in it. */
enum Operation {
  READ_DOCUMENT("GET", "/v1/openapi.json"),
  LIST_MODELS("GET", "/v1/models"),
  READ_MODEL("GET", "/v1/models/{id}", ".+"),
  EMBED("POST", "/v1/embeddings"),
  COMPLETE("POST", "/v1/completions"),

  CHAT("POST", "/v1/chat/completions"),
  LIST_CHATS("GET", "/v1/chat/completions"),
  READ_CHAT("GET", "/v1/chat/completions/{id}"),
  CHANGE_CHAT("POST", "/v1/chat/completions/{id}"),
  DELETE_CHAT("DELETE", "/v1/chat/completions/{id}"),
  LIST_MESSAGES("GET", "/v1/chat/completions/{id}/messages"),

  RESPOND("POST", "/v1/responses"),
  COUNT_TOKENS("POST", "/v1/responses/input_tokens"),
  COMPACT("POST", "/v1/responses/compact"),
  READ_RESPONSE("GET", "/v1/responses/{id}"),
  DELETE_RESPONSE("DELETE", "/v1/responses/{id}"),
  CANCEL_RESPONSE("POST", "/v1/responses/{id}/cancel"),
  LIST_INPUT("GET", "/v1/responses/{id}/input_items");

  private static final String ID = "{id}";

  /**
   * An operation, of one thing where its path has an id.
   *
   * @param id empty where the path has none
   */
  record Asked(Operation operation, String id) {}

  private final String method;
  private final String path;
  private final @Nullable Pattern pattern;

  Operation(String method, String path) {
    this(method, path, "[^/]+");
  }

  Operation(String method, String path, String id) {
    this.method = method;
    this.path = path;
    this.pattern =
        !path.contains(ID)
            ? null
            : Pattern.compile(
                Stream.of(path.split(Pattern.quote(ID), -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining("(" + id + ")")));
  }

  String method() {
    return method;
  }

  /** With {@code {id}} where it has one. */
  String path() {
    return path;
  }

  /** Whether it makes something out of what the client sends, as upstreams do too. */
  boolean makes() {
    return switch (this) {
      case EMBED, COMPLETE, CHAT, RESPOND, COUNT_TOKENS, COMPACT -> true;
      default -> false;
    };
  }

  /** Whether it is about what was stored before. */
  boolean needsStore() {
    return switch (this) {
      case LIST_CHATS,
          READ_CHAT,
          CHANGE_CHAT,
          DELETE_CHAT,
          LIST_MESSAGES,
          READ_RESPONSE,
          DELETE_RESPONSE,
          CANCEL_RESPONSE,
          LIST_INPUT ->
          true;
      default -> false;
    };
  }

  /**
   * What this method of this path asks for.
   *
   * @param stores whether anything is stored here
   * @throws ApiException 404 or 405 if that is nothing
   */
  static Asked of(String method, String path, boolean stores) {
    Optional<Operation> found = find(method, path);
    if (found.isPresent() && (stores || !found.get().needsStore())) {
      return new Asked(found.get(), found.get().id(path));
    }
    String allowed = allowed(path, stores);
    if (found.isEmpty() && !allowed.isEmpty()) {
      throw new ApiException(
          405,
          "invalid_request_error",
          "method_not_allowed",
          null,
          "%s is not for %s; send %s.".formatted(path, method, allowed.replace(", ", " or ")));
    }
    throw Unserved.of(method, path, stores).orElseGet(() -> ApiException.unknownPath(method, path));
  }

  /** Whether this method of this path {@link #makes} something. */
  static boolean isMaking(String method, String path) {
    return find(method, path).filter(Operation::makes).isPresent();
  }

  private static Optional<Operation> find(String method, String path) {
    return on(path).filter(operation -> operation.method.equals(method)).findFirst();
  }

  /** The methods of this path, as in the header {@code Allow}. */
  static String allowed(String path, boolean stores) {
    return on(path)
        .filter(operation -> stores || !operation.needsStore())
        .map(Operation::method)
        .collect(Collectors.joining(", "));
  }

  /** Those of this very path, if there are any: it is no id's then. */
  private static Stream<Operation> on(String path) {
    List<Operation> found = Stream.of(values()).filter(operation -> operation.isOn(path)).toList();
    boolean named = found.stream().anyMatch(operation -> operation.pattern == null);
    return found.stream().filter(operation -> !named || operation.pattern == null);
  }

  private boolean isOn(String asked) {
    return pattern == null ? path.equals(asked) : pattern.matcher(asked).matches();
  }

  private String id(String asked) {
    if (pattern == null) {
      return "";
    }
    Matcher matcher = pattern.matcher(asked);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(asked);
    }
    try {
      return URLDecoder.decode(matcher.group(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return matcher.group(1);
    }
  }
}
