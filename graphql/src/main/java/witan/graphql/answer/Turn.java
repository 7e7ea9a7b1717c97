package witan.graphql.answer;

import java.util.List;
import java.util.Objects;

/**
 * One message of a conversation.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param pictures PNG, JPEG or GIF files
 */
public record Turn(String role, String content, List<byte[]> pictures) {

  public Turn {
    Objects.requireNonNull(content, "content");
    pictures = List.copyOf(pictures);
    if (!role.equals("system") && !role.equals("user") && !role.equals("assistant")) {
      throw new IllegalArgumentException("role is '" + role + "'; use system, user or assistant");
    }
  }

  /** A message of text alone. */
  public Turn(String role, String content) {
    this(role, content, List.of());
  }
}
