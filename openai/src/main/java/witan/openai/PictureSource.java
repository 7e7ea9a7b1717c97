package witan.openai;

/** Where pictures come from that a request names by their address. */
@FunctionalInterface
public interface PictureSource {

  /** Nothing is fetched for anybody. */
  PictureSource NONE =
      (param, url) -> {
        throw Pictures.invalid(
            param,
            "no picture is fetched from an address. Send the picture itself, as data:image/png;base64,… .");
      };

  /**
   * The file at {@code url}.
   *
   * @param param the request's field, for refusals
   * @throws ApiException 400 if it cannot be had
   */
  byte[] fetch(String param, String url);
}
