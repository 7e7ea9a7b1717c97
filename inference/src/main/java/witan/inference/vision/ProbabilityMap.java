package witan.inference.vision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where text is, as the detector says: for each pixel the probability that it lies in the middle of
 * a line.
 *
 * <p>Lines are found as in Differentiable Binarization (Liao et al., AAAI 2020): what is above a
 * threshold and hangs together is the shrunken core of one line, and is grown back by its area over
 * its perimeter.
 *
 * @param p row by row, 0..1
 */
record ProbabilityMap(int width, int height, float[] p) {

  private static final float THRESHOLD = 0.3f;

  /** The least mean probability within a line's rectangle. */
  private static final double LEAST_SCORE = 0.5;

  /** How far a core is grown, as the models were trained for. */
  private static final double GROWTH = 1.6;

  private static final double LEAST_SIDE = 3;

  /** The rectangles of the lines, in this map's coordinates. */
  List<Cut> lines() {
    List<Cut> lines = new ArrayList<>();
    boolean[] seen = new boolean[p.length];
    int[] queue = new int[p.length];
    for (int start = 0; start < p.length; start++) {
      if (!seen[start] && p[start] > THRESHOLD) {
        Cut core = MinimumRectangle.around(component(start, seen, queue));
        if (Math.min(core.width(), core.height()) >= LEAST_SIDE && score(core) >= LEAST_SCORE) {
          double perimeter = 2 * (core.width() + core.height());
          Cut line = core.grown(core.width() * core.height() * GROWTH / perimeter);
          // Half a pixel: a pixel's number is its corner, its place its middle.
          lines.add(
              new Cut(line.x() + 0.5, line.y() + 0.5, line.width(), line.height(), line.angle()));
        }
      }
    }
    return lines;
  }

  /** The outermost pixels of each row of what hangs together with {@code start}. */
  private List<double[]> component(int start, boolean[] seen, int[] queue) {
    int[] left = new int[height];
    int[] right = new int[height];
    Arrays.fill(left, Integer.MAX_VALUE);
    Arrays.fill(right, -1);
    int from = 0;
    int to = 0;
    int top = start / width;
    int bottom = top;
    queue[to++] = start;
    seen[start] = true;
    while (from < to) {
      int x = queue[from] % width;
      int y = queue[from++] / width;
      left[y] = Math.min(left[y], x);
      right[y] = Math.max(right[y], x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      for (int ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          int next = ny * width + nx;
          if (!seen[next] && p[next] > THRESHOLD) {
            seen[next] = true;
            queue[to++] = next;
          }
        }
      }
    }
    List<double[]> outline = new ArrayList<>();
    for (int y = top; y <= bottom; y++) {
      outline.add(new double[] {left[y], y});
      outline.add(new double[] {right[y], y});
    }
    return outline;
  }

  private double score(Cut core) {
    double cos = Math.cos(core.angle());
    double sin = Math.sin(core.angle());
    double reach = (core.width() + core.height()) / 2;
    double sum = 0;
    int count = 0;
    for (int y = (int) Math.max(0, core.y() - reach);
        y <= Math.min(height - 1, core.y() + reach);
        y++) {
      for (int x = (int) Math.max(0, core.x() - reach);
          x <= Math.min(width - 1, core.x() + reach);
          x++) {
        double along = (x - core.x()) * cos + (y - core.y()) * sin;
        double across = (y - core.y()) * cos - (x - core.x()) * sin;
        if (Math.abs(along) <= core.width() / 2 && Math.abs(across) <= core.height() / 2) {
          sum += p[y * width + x];
          count++;
        }
      }
    }
    return count == 0 ? 0 : sum / count;
  }
}
