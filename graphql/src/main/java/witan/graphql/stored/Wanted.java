package witan.graphql.stored;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of an owner's things are listed.
 *
 * @param ascending the oldest first
 * @param after the last one that was listed already; null to begin
 * @param model of them; null for any
 * @param metadata that they all have
 */
public record Wanted(
    boolean ascending,
    @Nullable String after,
    int limit,
    @Nullable String model,
    Map<String, String> metadata) {

  /** Copies the map. */
  public Wanted {
    metadata = Map.copyOf(metadata);
  }
}
