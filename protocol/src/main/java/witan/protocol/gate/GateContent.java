package witan.protocol.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import witan.protocol.signature.Sha256;

/**
 * What the gate has learned, as it is stored and fetched.
 *
 * @param parent the version that it was learned on top of; null for the first
 * @param content JSON, whose meaning is the gate's own business
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GateContent(@Nullable String parent, String content) {

  /** The longest content, in characters. */
  public static final int MAX_CONTENT = 1_400_000;

  public GateContent {
    if (content == null || content.isEmpty() || content.length() > MAX_CONTENT) {
      throw new IllegalArgumentException(
          "\"content\" is missing or longer than " + MAX_CONTENT + " characters");
    }
    if (parent != null && !parent.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("\"parent\" is no version: 64 hexadecimal digits");
    }
  }

  /** SHA-256 of the content, 64 hexadecimal digits. */
  public String version() {
    return Sha256.hex(content.getBytes(StandardCharsets.UTF_8));
  }
}
