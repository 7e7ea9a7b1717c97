package witan.inference.vision;

import java.util.Arrays;

/**
 * A decoded picture.
 *
 * @param rgb row by row, 0xRRGGBB
 */
record Pixels(int width, int height, int[] rgb) {

  /**
   * Fills one channel-first image of a tensor with the part of the picture that {@code to} cuts
   * out, {@code (value / 255 − mean) / deviation} for blue, green, red: the order in which the
   * models were trained. Between pixels it interpolates; where many fall together it averages.
   *
   * @param tensor of at least 3 · height · stride numbers, of which those left of {@code width} in
   *     each row are written
   */
  void sample(
      Cut to, float[] tensor, int width, int height, int stride, float[] mean, float[] deviation) {
    int taps = Math.clamp(Math.round(Math.max(to.width() / width, to.height() / height)), 1, 8);
    double cos = Math.cos(to.angle());
    double sin = Math.sin(to.angle());
    double[] sum = new double[3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        Arrays.fill(sum, 0);
        for (int i = 0; i < taps; i++) {
          for (int k = 0; k < taps; k++) {
            double along = ((x + (k + 0.5) / taps) / width - 0.5) * to.width();
            double across = ((y + (i + 0.5) / taps) / height - 0.5) * to.height();
            add(
                to.x() + along * cos - across * sin - 0.5,
                to.y() + along * sin + across * cos - 0.5,
                sum);
          }
        }
        for (int channel = 0; channel < 3; channel++) {
          double value = sum[channel] / (taps * taps) / 255;
          tensor[(channel * height + y) * stride + x] =
              (float) ((value - mean[channel]) / deviation[channel]);
        }
      }
    }
  }

  /** Adds blue, green and red at a point, between the four pixels around it. */
  private void add(double x, double y, double[] sum) {
    double cx = Math.clamp(x, 0, width - 1);
    double cy = Math.clamp(y, 0, height - 1);
    int left = (int) cx;
    int top = (int) cy;
    int right = Math.min(left + 1, width - 1);
    int bottom = Math.min(top + 1, height - 1);
    double fx = cx - left;
    double fy = cy - top;
    add(rgb[top * width + left], (1 - fx) * (1 - fy), sum);
    add(rgb[top * width + right], fx * (1 - fy), sum);
    add(rgb[bottom * width + left], (1 - fx) * fy, sum);
    add(rgb[bottom * width + right], fx * fy, sum);
  }

  private static void add(int color, double weight, double[] sum) {
    sum[0] += weight * (color & 0xff);
    sum[1] += weight * (color >> 8 & 0xff);
    sum[2] += weight * (color >> 16 & 0xff);
  }
}
