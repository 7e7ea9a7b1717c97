package witan.protocol.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import witan.protocol.key.Coldkey;

/**
 * What is known of an API key: all but the key.
 *
 * @param id 16 hexadecimal digits
 * @param digest of the whole key, {@link ApiKeySecret#digest}
 * @param name for people, at most 100 characters
 * @param owner out of whose escrow answers that cost something are paid; null if none are
 * @param labels for the operator's own order, at most 32 of at most 64 characters
 * @param expiresAt null if it does not expire
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiKey(
    String id,
    String digest,
    String name,
    @Nullable Coldkey owner,
    List<String> labels,
    Limits limits,
    @Nullable Instant expiresAt) {

  private static final int LONGEST_NAME = 100;
  private static final int MOST_LABELS = 32;
  private static final int LONGEST_LABEL = 64;

  public ApiKey {
    if (id == null || !id.matches("[0-9a-f]{16}")) {
      throw new IllegalArgumentException("\"id\" is 16 lower-case hexadecimal digits");
    }
    if (digest == null || !digest.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("\"digest\" is 64 lower-case hexadecimal digits");
    }
    if (!isText(name, LONGEST_NAME)) {
      throw new IllegalArgumentException(
          "\"name\" is a text of 1 to " + LONGEST_NAME + " characters");
    }
    labels = labels == null ? List.of() : List.copyOf(labels);
    if (labels.size() > MOST_LABELS
        || !labels.stream().allMatch(label -> isText(label, LONGEST_LABEL))) {
      throw new IllegalArgumentException(
          "\"labels\" are at most %d texts of 1 to %d characters"
              .formatted(MOST_LABELS, LONGEST_LABEL));
    }
    limits = Objects.requireNonNullElse(limits, Limits.NONE);
  }

  private static boolean isText(@Nullable String text, int longest) {
    return text != null
        && !text.isBlank()
        && text.length() <= longest
        && text.chars().noneMatch(Character::isISOControl);
  }

  /** The same key under other limits. */
  public ApiKey with(Limits other) {
    return new ApiKey(id, digest, name, owner, labels, other, expiresAt);
  }

  /** Whether it is good for nothing any more. */
  public boolean isExpired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}
