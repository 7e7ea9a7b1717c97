package witan.graphql.api;

import io.smallrye.graphql.api.Nullable;
import java.util.List;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;
import witan.protocol.gate.Policy;
import witan.protocol.key.Hotkey;

/** Who may be asked at all. */
@Input("PolicyInput")
public record PolicyInput(
    @Nullable @Id List<@NonNull String> owners,
    @Nullable List<@NonNull String> labels,
    @Nullable @Id List<@NonNull String> excludeHotkeys) {

  static Policy policy(@Nullable PolicyInput input) {
    if (input == null) {
      return Policy.NONE;
    }
    try {
      return new Policy(
          orEmpty(input.owners),
          orEmpty(input.labels),
          orEmpty(input.excludeHotkeys).stream().map(Hotkey::parse).toList());
    } catch (IllegalArgumentException e) {
      throw Refusals.badInput("'policy' can't be used: " + e.getMessage());
    }
  }

  private static List<String> orEmpty(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }
}
