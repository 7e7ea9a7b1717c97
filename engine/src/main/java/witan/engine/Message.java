package witan.engine;

import java.util.Objects;

/**
 * One message of a conversation.
 *
 * @param role such as {@code system}, {@code user}, {@code assistant}
 * @param content plain text, may be empty
 */
public record Message(String role, String content) {

  /** Checks the role. */
  public Message {
    Objects.requireNonNull(content, "content");
    if (role.isBlank()) {
      throw new IllegalArgumentException("a message has a role, such as user");
    }
  }
}
