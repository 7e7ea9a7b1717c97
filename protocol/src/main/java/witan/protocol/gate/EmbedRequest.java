package witan.protocol.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts to embed.
 *
 * @param texts 1 to 2,048, none empty, of at most 100,000 characters each
 * @param model the embedding model's name; the network's own unless said
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EmbedRequest(List<String> texts, @Nullable String model) {

  /** Texts for the network's own model. */
  public EmbedRequest(List<String> texts) {
    this(texts, null);
  }

  public EmbedRequest {
    if (texts == null || texts.isEmpty()) {
      throw new IllegalArgumentException("\"texts\" is missing or empty");
    }
    if (texts.size() > 2_048) {
      throw new IllegalArgumentException(
          "\"texts\" has " + texts.size() + " entries; at most 2048");
    }
    for (String text : texts) {
      if (text == null || text.isEmpty()) {
        throw new IllegalArgumentException("\"texts\" holds an empty text");
      }
      if (text.length() > 100_000) {
        throw new IllegalArgumentException(
            "a text of \"texts\" has " + text.length() + " characters; at most 100000");
      }
    }
    texts = List.copyOf(texts);
  }
}
