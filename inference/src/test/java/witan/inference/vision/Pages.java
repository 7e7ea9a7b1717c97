package witan.inference.vision;

import java.util.List;

/** Pictures of text for the tests of other packages. */
public final class Pages {

  private Pages() {}

  /** A PNG of these lines. */
  public static byte[] png(String... lines) {
    return Page.of(List.of(lines), "Serif", 28).png();
  }
}
