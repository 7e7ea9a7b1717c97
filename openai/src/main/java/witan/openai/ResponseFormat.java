package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import witan.mixture.grammar.Grammar;
import witan.mixture.grammar.SchemaException;

/** What an answer keeps to: free text, any JSON object, or JSON that satisfies a schema. */
final class ResponseFormat {

  private static final String NAME = "[a-zA-Z0-9_-]{1,64}";

  private ResponseFormat() {}

  /** The {@code response_format} of a chat; null for free text. */
  static @Nullable Grammar grammar(Fields request) {
    Fields format = request.object("response_format");
    return format == null
        ? null
        : grammar(
            format,
            () -> {
              Fields named = format.object("json_schema");
              if (named == null) {
                throw missing(format.param("json_schema"), "{\"name\":\"answer\",\"schema\":{…}}");
              }
              return named;
            });
  }

  /**
   * The {@code format} of a response's {@code text}, which holds the schema itself; null for free
   * text.
   */
  static @Nullable Grammar ofText(@Nullable Fields text) {
    Fields format = text == null ? null : text.object("format");
    return format == null ? null : grammar(format, () -> format);
  }

  private static @Nullable Grammar grammar(Fields format, Supplier<Fields> schema) {
    String type = format.string("type", "json_schema");
    return switch (type) {
      case "text" -> null;
      case "json_object" -> Grammar.jsonObject();
      case "json_schema" -> ofSchema(schema.get());
      default -> throw format.invalid("type", "it is none. Send text, json_object or json_schema.");
    };
  }

  private static Grammar ofSchema(Fields named) {
    if (!named.string("name", "answer").matches(NAME)) {
      throw named.invalid("name", "send 1 to 64 letters, digits, '_' or '-'.");
    }
    named.optionalString("description", "what the answer is");
    // The answer keeps to the schema either way.
    named.bool("strict", false);
    JsonNode schema = named.node("schema");
    if (schema == null) {
      throw missing(named.param("schema"), "a JSON schema, or response_format json_object");
    }
    try {
      return Grammar.ofSchema(Json.bytes(schema));
    } catch (SchemaException e) {
      throw named.invalid("schema", String.valueOf(e.getMessage()));
    }
  }

  private static ApiException missing(String param, String wanted) {
    return ApiException.invalid(
        param,
        "missing_required_parameter",
        "Missing required parameter: '%s'. Send %s.".formatted(param, wanted));
  }
}
