package witan.inference.vision;

import java.util.ArrayList;
import java.util.List;

/** The rectangle of least area around points: one of its sides lies on their convex hull. */
final class MinimumRectangle {

  private MinimumRectangle() {}

  /**
   * The rectangle around {@code points}, its width along the direction that is nearest to the
   * horizontal.
   *
   * @param points x and y of each, at least one
   */
  static Cut around(List<double[]> points) {
    List<double[]> hull = hull(points);
    Cut best = along(hull, 0);
    for (int i = 0; i < hull.size(); i++) {
      double[] from = hull.get(i);
      double[] to = hull.get((i + 1) % hull.size());
      Cut next = along(hull, Math.atan2(to[1] - from[1], to[0] - from[0]));
      // Not for a rounding error: an upright rectangle shall stay upright.
      if (next.width() * next.height() < best.width() * best.height() * (1 - 1e-9)) {
        best = next;
      }
    }
    return best;
  }

  private static Cut along(List<double[]> hull, double direction) {
    // To within 45 degrees of the horizontal: a rectangle has four directions.
    double angle = direction - Math.rint(direction / (Math.PI / 2)) * (Math.PI / 2);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (double[] point : hull) {
      double along = point[0] * cos + point[1] * sin;
      double across = point[1] * cos - point[0] * sin;
      left = Math.min(left, along);
      right = Math.max(right, along);
      top = Math.min(top, across);
      bottom = Math.max(bottom, across);
    }
    double along = (left + right) / 2;
    double across = (top + bottom) / 2;
    return new Cut(
        along * cos - across * sin, along * sin + across * cos, right - left, bottom - top, angle);
  }

  /** Andrew's monotone chain (1979): counter-clockwise, without points on its sides. */
  private static List<double[]> hull(List<double[]> points) {
    List<double[]> sorted = new ArrayList<>(points);
    sorted.sort((a, b) -> a[0] != b[0] ? Double.compare(a[0], b[0]) : Double.compare(a[1], b[1]));
    if (sorted.size() < 3) {
      return sorted;
    }
    List<double[]> hull = new ArrayList<>(chain(sorted));
    hull.removeLast();
    hull.addAll(chain(sorted.reversed()));
    hull.removeLast();
    return hull.isEmpty() ? sorted.subList(0, 1) : hull;
  }

  private static List<double[]> chain(List<double[]> sorted) {
    List<double[]> chain = new ArrayList<>();
    for (double[] point : sorted) {
      while (chain.size() >= 2 && !turnsLeft(chain.get(chain.size() - 2), chain.getLast(), point)) {
        chain.removeLast();
      }
      chain.add(point);
    }
    return chain;
  }

  private static boolean turnsLeft(double[] a, double[] b, double[] c) {
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0;
  }
}
