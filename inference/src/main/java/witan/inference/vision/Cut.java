package witan.inference.vision;

/**
 * A rectangle at any angle, in a picture's coordinates: what stands in it reads from its left edge
 * along {@code angle}.
 *
 * @param x of the centre
 * @param y of the centre, downwards
 * @param width along the reading direction
 * @param height across it
 * @param angle of the reading direction in radians, clockwise as one sees it; 0 is to the right
 */
record Cut(double x, double y, double width, double height, double angle) {

  /** The whole of a picture. */
  static Cut all(Pixels picture) {
    return new Cut(
        picture.width() / 2.0, picture.height() / 2.0, picture.width(), picture.height(), 0);
  }

  /** The same rectangle, read the other way up. */
  Cut upsideDown() {
    return new Cut(x, y, width, height, angle + Math.PI);
  }

  /** Its first {@code length} along the reading direction. */
  Cut beginning(double length) {
    double back = (width - length) / 2;
    return new Cut(x - back * Math.cos(angle), y - back * Math.sin(angle), length, height, angle);
  }

  /** Larger by as much on every side. */
  Cut grown(double by) {
    return new Cut(x, y, width + 2 * by, height + 2 * by, angle);
  }

  /** The same in a picture of another size. */
  Cut scaled(double horizontally, double vertically) {
    // The two differ by rounding to whole blocks only, so that a rectangle stays one.
    double mean = Math.sqrt(horizontally * vertically);
    return new Cut(x * horizontally, y * vertically, width * mean, height * mean, angle);
  }
}
