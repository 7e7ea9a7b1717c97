package witan.cli.simulate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import witan.consensus.EpochOutcome;

/**
 * What each validator's share of the dividends was, epoch by epoch: an SVG with one panel a
 * scenario.
 */
final class DividendChart {

  private static final int COLUMNS = 2;
  private static final int PANEL_WIDTH = 560;
  private static final int PANEL_HEIGHT = 280;
  private static final int LEFT = 56;
  private static final int RIGHT = 96;
  private static final int TOP = 40;
  private static final int BOTTOM = 46;
  private static final int PLOT_WIDTH = PANEL_WIDTH - LEFT - RIGHT;
  private static final int PLOT_HEIGHT = PANEL_HEIGHT - TOP - BOTTOM;

  /** About so many numbers stand along the epochs. */
  private static final int TICKS = 8;

  /** Told apart by the colour-blind as well (Okabe and Ito, 2008). */
  private static final List<String> COLOURS =
      List.of(
          "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8c6d31");

  /** Lines that lie on one another are seen apart. */
  private static final List<String> DASHES =
      List.of("none", "9 5", "2 4", "12 4 2 4", "5 3", "1 3", "8 2", "3 6");

  /** Where the axis may end, in percent. */
  private static final List<Integer> SCALES = List.of(2, 4, 10, 20, 50, 100);

  private final StringBuilder svg = new StringBuilder();

  /** The end of the axis of the panel that is being drawn, in percent. */
  private int scale;

  private DividendChart() {}

  static String of(List<Run> runs) {
    DividendChart chart = new DividendChart();
    int columns = Math.min(COLUMNS, runs.size());
    int rows = (runs.size() + columns - 1) / columns;
    int width = columns * PANEL_WIDTH;
    int height = rows * PANEL_HEIGHT;
    chart.add(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" \
        font-family="sans-serif" font-size="11" fill="#333">
        <title>Dividends per epoch</title>
        <rect width="100%%" height="100%%" fill="#fff"/>
        """,
        width, height, width, height);
    for (int i = 0; i < runs.size(); i++) {
      chart.add(
          "<g transform=\"translate(%d %d)\">%n",
          i % columns * PANEL_WIDTH, i / columns * PANEL_HEIGHT);
      chart.panel(runs.get(i));
      chart.add("</g>%n");
    }
    return chart.add("</svg>%n").svg.toString();
  }

  private void panel(Run run) {
    List<EpochOutcome> outcomes = run.results().stream().map(result -> result.outcome()).toList();
    add(
        "<text x=\"%d\" y=\"20\" font-size=\"13\" font-weight=\"bold\">%s</text>%n",
        LEFT, escaped(shortened(run.scenario().title())));
    int most = outcomes.stream().flatMapToInt(o -> Arrays.stream(o.dividends())).max().orElse(0);
    scale = SCALES.stream().filter(end -> end * 65_535L >= most * 100L).findFirst().orElse(100);
    axes(outcomes.size());
    List<Integer> earners = earners(outcomes, run.neurons());
    List<Integer> drawn = earners.stream().limit(COLOURS.size()).sorted().toList();
    int shown = drawn.size();
    for (int k = 0; k < shown; k++) {
      line(outcomes, drawn.get(k), k);
      legend(k, "uid " + drawn.get(k));
    }
    if (shown < earners.size()) {
      add(
          "<text x=\"%d\" y=\"%d\">and %d more</text>%n",
          LEFT + PLOT_WIDTH + 12, TOP + 10 + shown * 18, earners.size() - shown);
    }
    if (earners.isEmpty()) {
      add(
          "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">nobody earned dividends</text>%n",
          LEFT + PLOT_WIDTH / 2, TOP + PLOT_HEIGHT / 2);
    }
  }

  private void axes(int epochs) {
    for (int quarter = 0; quarter <= 4; quarter++) {
      double percent = scale * quarter / 4.0;
      double y = y(percent / 100);
      add(
          """
          <line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="%s"/>
          <text x="%d" y="%.1f" text-anchor="end">%s %%</text>
          """,
          LEFT,
          y,
          LEFT + PLOT_WIDTH,
          y,
          quarter == 0 ? "#333" : "#ddd",
          LEFT - 6,
          y + 4,
          percent == Math.rint(percent)
              ? Integer.toString((int) percent)
              : Double.toString(percent));
    }
    int step = Math.max(1, (int) Math.ceil((epochs - 1) / (double) TICKS));
    for (int epoch = 0; epoch < epochs; epoch += step) {
      double x = x(epoch, epochs);
      add(
          """
          <line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#333"/>
          <text x="%.1f" y="%d" text-anchor="middle">%d</text>
          """,
          x, TOP + PLOT_HEIGHT, x, TOP + PLOT_HEIGHT + 4, x, TOP + PLOT_HEIGHT + 17, epoch);
    }
    add(
        """
        <text x="%d" y="%d" text-anchor="middle">epoch</text>
        <text transform="translate(13 %d) rotate(-90)" text-anchor="middle">share of dividends</text>
        """,
        LEFT + PLOT_WIDTH / 2, TOP + PLOT_HEIGHT + 34, TOP + PLOT_HEIGHT / 2);
  }

  /** Who ever got dividends, the one that got most first. */
  private static List<Integer> earners(List<EpochOutcome> outcomes, int neurons) {
    long[] sums = new long[neurons];
    for (EpochOutcome outcome : outcomes) {
      for (int uid = 0; uid < outcome.size(); uid++) {
        sums[uid] += outcome.dividends()[uid];
      }
    }
    return IntStream.range(0, neurons)
        .filter(uid -> sums[uid] > 0)
        .boxed()
        .sorted(Comparator.comparingLong((Integer uid) -> -sums[uid]))
        .toList();
  }

  private void line(List<EpochOutcome> outcomes, int uid, int style) {
    List<String> points = new ArrayList<>();
    for (int epoch = 0; epoch < outcomes.size(); epoch++) {
      EpochOutcome outcome = outcomes.get(epoch);
      if (uid < outcome.size()) {
        double x = x(epoch, outcomes.size());
        double y = y(outcome.dividends()[uid] / 65_535.0);
        points.add(String.format(Locale.ROOT, "%.1f,%.1f", x, y));
      }
    }
    if (points.size() == 1) {
      String[] point = points.getFirst().split(",");
      add(
          "<circle cx=\"%s\" cy=\"%s\" r=\"4\" fill=\"%s\"/>%n",
          point[0], point[1], COLOURS.get(style));
      return;
    }
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\""
            + " stroke-dasharray=\"%s\"/>%n",
        String.join(" ", points), COLOURS.get(style), DASHES.get(style));
  }

  private void legend(int style, String name) {
    int x = LEFT + PLOT_WIDTH + 12;
    int y = TOP + 6 + style * 18;
    add(
        """
        <line x1="%d" y1="%d" x2="%d" y2="%d" stroke="%s" stroke-width="2" stroke-dasharray="%s"/>
        <text x="%d" y="%d">%s</text>
        """,
        x, y, x + 24, y, COLOURS.get(style), DASHES.get(style), x + 30, y + 4, name);
  }

  private static double x(int epoch, int epochs) {
    return epochs == 1 ? LEFT + PLOT_WIDTH / 2.0 : LEFT + PLOT_WIDTH * epoch / (epochs - 1.0);
  }

  private double y(double share) {
    return TOP + PLOT_HEIGHT * (1 - share * 100 / scale);
  }

  private static String shortened(String title) {
    int most = 76;
    return title.length() <= most ? title : title.substring(0, most - 1) + "…";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private DividendChart add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
    return this;
  }
}
