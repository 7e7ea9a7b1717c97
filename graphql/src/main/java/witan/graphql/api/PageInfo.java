package witan.graphql.api;

import io.smallrye.graphql.api.Nullable;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.graphql.Type;

/** Where a page stands (Relay's connections). */
@Type("PageInfo")
public record PageInfo(
    boolean hasNextPage,
    boolean hasPreviousPage,
    @Nullable String startCursor,
    @Nullable String endCursor) {

  private static final int DEFAULT_SIZE = 20;
  private static final int MAX_SIZE = 100;

  /**
   * How many a page has.
   *
   * @param first as it was asked for
   */
  static int size(@Nullable Integer first) {
    int size = Objects.requireNonNullElse(first, DEFAULT_SIZE);
    if (size < 0 || size > MAX_SIZE) {
      throw Refusals.badInput("'first' is " + size + "; send 0 to " + MAX_SIZE + ".");
    }
    return size;
  }

  /**
   * @param cursors of the page, in its order
   * @param more whether others follow it
   * @param goesOn whether it follows others
   */
  static PageInfo of(List<String> cursors, boolean more, boolean goesOn) {
    return new PageInfo(
        more,
        goesOn,
        cursors.isEmpty() ? null : cursors.getFirst(),
        cursors.isEmpty() ? null : cursors.getLast());
  }

  /** A cursor, if there is one and it looks like those of the list. */
  static @Nullable String cursor(@Nullable String after, String pattern) {
    if (after != null && !after.matches(pattern)) {
      throw Refusals.badInput("'after' is not a cursor of this list; send one of its cursors.");
    }
    return after;
  }
}
