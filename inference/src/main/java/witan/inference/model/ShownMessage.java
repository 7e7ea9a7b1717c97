package witan.inference.model;

import java.util.List;

/**
 * A message as it came.
 *
 * @param pictures PNG, JPEG or GIF files
 */
public record ShownMessage(String role, String content, List<byte[]> pictures) {

  /** Takes a copy of the list. */
  public ShownMessage {
    pictures = List.copyOf(pictures);
  }
}
