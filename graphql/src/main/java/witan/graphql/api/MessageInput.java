package witan.graphql.api;

import io.smallrye.graphql.api.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;
import witan.graphql.answer.Turn;
import witan.openai.ApiException;
import witan.openai.Pictures;

/** One message of a conversation. */
@Input("MessageInput")
public record MessageInput(
    Role role,
    String content,
    @Nullable @Description("PNG, JPEG or GIF files as data: URLs in base64; a user's alone.")
        List<@NonNull String> images) {

  Turn turn(Pictures pictures) {
    List<byte[]> files = new ArrayList<>();
    if (images != null && !images.isEmpty()) {
      if (role != Role.USER) {
        throw Refusals.badInput("Only a USER's message shows images; send them there.");
      }
      try {
        images.forEach(url -> files.add(pictures.file("images", url)));
      } catch (ApiException e) {
        throw Refusals.badInput(e.message());
      }
    }
    return new Turn(role.name().toLowerCase(Locale.ROOT), content, files);
  }
}
