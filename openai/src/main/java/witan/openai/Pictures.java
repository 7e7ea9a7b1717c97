package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;

/**
 * The pictures that a request may bring, and their limits.
 *
 * <p>A picture comes within the request, as a {@code data:} URL in base64. One by its address would
 * have the server call wherever a client likes; whether that is done is {@link PictureSource}'s to
 * say.
 */
public final class Pictures {

  /** How many pictures a request may have. */
  public static final int MOST = 4;

  /** Bytes of one picture. */
  public static final int MOST_BYTES = 4 << 20;

  /** Bytes of all pictures of a request. */
  public static final int MOST_BYTES_TOGETHER = 6 << 20;

  /** Bytes of a request with as many pictures as it may have: base64 adds a third. */
  public static final int MOST_REQUEST_BYTES = 9 << 20;

  private final PictureSource source;
  private int count;
  private long bytes;

  /** For one request; addresses are looked up at {@code source}. */
  public Pictures(PictureSource source) {
    this.source = source;
  }

  /**
   * The file that {@code url} holds or names.
   *
   * @param param the request's field, for refusals
   * @throws ApiException 400 if it cannot be taken, with what to send instead
   */
  public byte[] file(String param, String url) {
    if (++count > MOST) {
      throw invalid(param, "the request has more than %d pictures. Send fewer.".formatted(MOST));
    }
    byte[] file = url.startsWith("data:") ? inline(param, url) : source.fetch(param, url);
    bytes += file.length;
    if (file.length > MOST_BYTES || bytes > MOST_BYTES_TOGETHER) {
      throw invalid(
          param,
          "a picture has at most %,d bytes, and all of a request at most %,d. Send a smaller one."
              .formatted(MOST_BYTES, MOST_BYTES_TOGETHER));
    }
    if (!isPicture(file)) {
      throw invalid(param, "it is no PNG, JPEG or GIF file. Send one of these.");
    }
    return file;
  }

  /** The picture of a part of type {@code image_url} or {@code input_image}. */
  byte[] part(Fields request, String at, JsonNode part) {
    JsonNode image = part.path("image_url");
    JsonNode url = image.isObject() ? image.path("url") : image;
    if (!url.isTextual()) {
      throw request.wrongType(
          at + ".image_url", url, "an object such as {\"url\":\"data:image/png;base64,…\"}");
    }
    return file(at + ".image_url", url.textValue());
  }

  static ApiException invalid(String param, String sentence) {
    return ApiException.invalid(
        param, "invalid_image", "Invalid '%s': %s".formatted(param, sentence));
  }

  private static byte[] inline(String param, String url) {
    int comma = url.indexOf(',');
    if (comma < 0 || !url.substring(0, comma).endsWith(";base64")) {
      throw invalid(param, "the URL is not in base64. Send data:image/png;base64,… .");
    }
    if (url.length() - comma > MOST_REQUEST_BYTES) {
      return new byte[MOST_BYTES + 1]; // refused for its size, without being decoded
    }
    try {
      return Base64.getDecoder().decode(url.substring(comma + 1));
    } catch (IllegalArgumentException e) {
      throw invalid(param, "the URL's base64 is damaged (%s).".formatted(e.getMessage()));
    }
  }

  private static boolean isPicture(byte[] file) {
    return begins(file, 0x89, 'P', 'N', 'G')
        || begins(file, 0xff, 0xd8, 0xff)
        || begins(file, 'G', 'I', 'F', '8');
  }

  private static boolean begins(byte[] file, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (file.length <= i || (file[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
