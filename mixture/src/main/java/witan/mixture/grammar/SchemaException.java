package witan.mixture.grammar;

/** A schema that answers cannot be kept to; the message says where and what to do. */
public final class SchemaException extends IllegalArgumentException {

  SchemaException(String message) {
    super(message);
  }

  SchemaException(Place place, String message) {
    super("%s: %s".formatted(place, message));
  }
}
