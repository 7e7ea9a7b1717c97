package witan.cli.model;

import java.io.PrintStream;

/**
 * How far a download has come: a bar that redraws itself on a terminal, and a line for every
 * quarter elsewhere.
 */
final class ProgressBar {
  private static final int WIDTH = 30;

  private final PrintStream out;
  private final boolean terminal;
  private final String label;
  private final long total;
  private int shown = -1;

  ProgressBar(PrintStream out, boolean terminal, String label, long totalBytes) {
    this.out = out;
    this.terminal = terminal;
    this.label = label;
    this.total = Math.max(1, totalBytes);
  }

  void at(long bytes) {
    int percent = (int) Math.min(100, 100 * bytes / total);
    if (terminal) {
      if (percent != shown) {
        shown = percent;
        int filled = WIDTH * percent / 100;
        out.print(
            "\r%s  [%s%s] %3d %%  %d of %d MB "
                .formatted(
                    label,
                    "#".repeat(filled),
                    ".".repeat(WIDTH - filled),
                    percent,
                    bytes / 1_000_000,
                    total / 1_000_000));
        out.flush();
      }
    } else if (percent / 25 != shown) {
      shown = percent / 25;
      out.printf("%s  %3d %%  of %d MB%n", label, percent, total / 1_000_000);
    }
  }

  /** Ends the line that the bar stands on. */
  void end() {
    if (terminal && shown >= 0) {
      out.println();
    }
  }
}
