package witan.gating;

/** Isotonic regression by pooling adjacent violators. */
final class Isotonic {

  private Isotonic() {}

  /**
   * The values that never fall and lie nearest to {@code values} by weighted squares. Those of
   * weight 0 stay as they are, as far as their neighbours let them.
   */
  static double[] fit(double[] values, double[] weights) {
    int n = values.length;
    double[] mean = new double[n];
    double[] weight = new double[n];
    int[] last = new int[n];
    int pools = 0;
    for (int i = 0; i < n; i++) {
      if (weights[i] == 0) {
        continue;
      }
      mean[pools] = values[i];
      weight[pools] = weights[i];
      last[pools] = i;
      pools++;
      while (pools > 1 && mean[pools - 2] > mean[pools - 1]) {
        double both = weight[pools - 2] + weight[pools - 1];
        mean[pools - 2] =
            (mean[pools - 2] * weight[pools - 2] + mean[pools - 1] * weight[pools - 1]) / both;
        weight[pools - 2] = both;
        last[pools - 2] = last[pools - 1];
        pools--;
      }
    }
    double[] fitted = new double[n];
    int pool = 0;
    double floor = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      double ceiling = pool < pools ? mean[pool] : Double.POSITIVE_INFINITY;
      fitted[i] = weights[i] > 0 ? ceiling : Math.max(floor, Math.min(values[i], ceiling));
      floor = fitted[i];
      if (pool < pools && i == last[pool]) {
        pool++;
      }
    }
    return fitted;
  }
}
