package witan.graphql.api;

import java.util.Locale;
import org.eclipse.microprofile.graphql.Input;
import witan.graphql.answer.Turn;

/** One message of a conversation. */
@Input("MessageInput")
public record MessageInput(Role role, String content) {

  Turn turn() {
    return new Turn(role.name().toLowerCase(Locale.ROOT), content);
  }
}
