package witan.inference.vision;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * A PNG, a JPEG or the first frame of a GIF to pixels.
 *
 * <p>What a file says of its size is read before any of it is decoded: a few kilobytes can claim
 * gigabytes. A JPEG is turned as its Exif orientation says, since cameras don't turn it themselves.
 * What is transparent becomes white.
 *
 * @param maxBytes of a file
 * @param maxPixels width times height
 */
record PictureDecoder(long maxBytes, long maxPixels) {

  private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif");

  /** Larger pictures are decoded at a half, a third …: no letter needs that many pixels. */
  private static final long ENOUGH_PIXELS = 6_000_000;

  static {
    // Streams in memory need no files beside them.
    ImageIO.setUseCache(false);
  }

  /**
   * The pixels of {@code file}.
   *
   * @throws PictureException if it is too large, of another format, or damaged
   */
  Pixels decode(byte[] file) {
    if (file.length > maxBytes) {
      throw new PictureException(
          "The picture has %,d bytes; send at most %,d.".formatted(file.length, maxBytes));
    }
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      ImageReader reader = readers.hasNext() ? readers.next() : null;
      if (reader == null || !FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        throw new PictureException("The picture is of no known format; send PNG, JPEG or GIF.");
      }
      try {
        reader.setInput(in, true, true);
        return decode(reader).turned(ExifOrientation.of(file));
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      if (e instanceof PictureException refused) {
        throw refused;
      }
      // Decoders fail on damaged files in ways of their own.
      throw new PictureException(
          "The picture is damaged or of an unusual kind (%s); save it anew as PNG or JPEG."
              .formatted(e.getMessage()));
    }
  }

  private Turnable decode(ImageReader reader) throws IOException {
    long width = reader.getWidth(0);
    long height = reader.getHeight(0);
    if (width < 1 || height < 1 || width * height > maxPixels) {
      throw new PictureException(
          "The picture has %,d × %,d pixels; send at most %,d."
              .formatted(width, height, maxPixels));
    }
    ImageReadParam how = reader.getDefaultReadParam();
    int step = (int) Math.ceil(Math.sqrt((double) width * height / ENOUGH_PIXELS));
    how.setSourceSubsampling(step, step, 0, 0);
    return new Turnable(reader.read(0, how));
  }

  private record Turnable(BufferedImage image) {

    Pixels turned(ExifOrientation orientation) {
      int width = image.getWidth();
      int height = image.getHeight();
      BufferedImage opaque = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = opaque.createGraphics();
      graphics.drawImage(image, 0, 0, Color.WHITE, null);
      graphics.dispose();
      int[] rgb = opaque.getRGB(0, 0, width, height, null, 0, width);
      return orientation.apply(new Pixels(width, height, rgb));
    }
  }
}
