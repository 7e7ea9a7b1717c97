package witan.cli.key;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an option asks for.
 *
 * @param value null where it was {@value #NONE}: no such limit
 */
record Wish<T>(@Nullable T value) {

  static final String NONE = "none";

  static <T> Wish<T> of(String text, Function<String, T> read) {
    return new Wish<>(text.equals(NONE) ? null : read.apply(text));
  }
}
