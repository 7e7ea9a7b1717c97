package witan.inference.vision;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera was held: tag 0x0112 of the Exif block of a JPEG.
 *
 * <p>The constants stand in the order of the tag's values, 1 to 8.
 */
enum ExifOrientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, true, false),
  UPSIDE_DOWN(false, true, true),
  MIRRORED_UPSIDE_DOWN(false, false, true),
  TRANSPOSED(true, false, false),
  TURNED_LEFT(true, true, false),
  TRANSVERSED(true, true, true),
  TURNED_RIGHT(true, false, true);

  private static final int ORIENTATION = 0x0112;

  private final boolean transposes;
  private final boolean flipsColumns;
  private final boolean flipsRows;

  ExifOrientation(boolean transposes, boolean flipsColumns, boolean flipsRows) {
    this.transposes = transposes;
    this.flipsColumns = flipsColumns;
    this.flipsRows = flipsRows;
  }

  /** What {@code file} says; {@link #UPRIGHT} if it says nothing that can be read. */
  static ExifOrientation of(byte[] file) {
    try {
      int value = inJpeg(ByteBuffer.wrap(file));
      return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return UPRIGHT;
    }
  }

  /** The picture as it was seen. */
  Pixels apply(Pixels stored) {
    if (this == UPRIGHT) {
      return stored;
    }
    int width = transposes ? stored.height() : stored.width();
    int height = transposes ? stored.width() : stored.height();
    int[] rgb = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int column = flipsColumns ? width - 1 - x : x;
        int row = flipsRows ? height - 1 - y : y;
        rgb[y * width + x] =
            transposes
                ? stored.rgb()[column * stored.width() + row]
                : stored.rgb()[row * stored.width() + column];
      }
    }
    return new Pixels(width, height, rgb);
  }

  /** Walks over the segments up to the Exif one; 0 if there is none. */
  private static int inJpeg(ByteBuffer file) {
    if (file.getShort() != (short) 0xffd8) {
      return 0;
    }
    while (true) {
      int marker = file.getShort() & 0xffff;
      int length = file.getShort() & 0xffff;
      if (marker >> 8 != 0xff || marker == 0xffda) {
        return 0; // no segment, or the picture itself begins
      }
      int end = file.position() + length - 2;
      if (marker == 0xffe1 && length > 16 && file.getInt(file.position()) == 0x45786966) {
        return inTiff(file.slice(file.position() + 6, length - 8));
      }
      file.position(end);
    }
  }

  /** The orientation among the entries of the first directory. */
  private static int inTiff(ByteBuffer tiff) {
    tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int entries = tiff.getShort(directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if ((tiff.getShort(entry) & 0xffff) == ORIENTATION) {
        return tiff.getShort(entry + 8) & 0xffff;
      }
    }
    return 0;
  }
}
