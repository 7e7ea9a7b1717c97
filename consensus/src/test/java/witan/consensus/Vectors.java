package witan.consensus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/**
 * The chain's numbers: cases that subtensor's own tests assert or that its arithmetic computed.
 * Each file says where from.
 */
public final class Vectors {

  private Vectors() {}

  public static byte[] read(String name) {
    try (InputStream packed = Vectors.class.getResourceAsStream(name + ".json.gz")) {
      return new GZIPInputStream(packed).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
