package witan.inference.vision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which a person reads what stands in a picture.
 *
 * <p>A page is cut recursively (Nagy and Seth's X-Y cut, 1984): between columns of running text
 * from top to bottom, and at gaps between paragraphs. What is left is read row by row, from left to
 * right, and so is a table: its columns are too narrow, or too ragged, to be running text.
 */
final class ReadingOrder {

  /** A piece of text and its place. */
  record Placed(String text, Cut place) {}

  /** The gap between columns of running text, in heights of a line. */
  private static final double COLUMN_GAP = 0.8;

  /** The gap between paragraphs, in heights of a line. */
  private static final double PARAGRAPH_GAP = 0.6;

  /** Running text has at least so many lines in a column ... */
  private static final int COLUMN_LINES = 3;

  /** ... which are at least so many times as wide as high ... */
  private static final double COLUMN_WIDTH = 7;

  /** ... and fill at least this part of their column. */
  private static final double COLUMN_FILL = 0.6;

  /** From this gap on, in heights, two pieces of a row are cells of their own. */
  private static final double CELL_GAP = 1;

  private ReadingOrder() {}

  /** The lines of text in reading order; pieces of one row are joined, cells by {@code " | "}. */
  static List<String> lines(List<Placed> pieces) {
    if (pieces.isEmpty()) {
      return List.of();
    }
    double direction = direction(pieces);
    List<String> lines = new ArrayList<>();
    read(pieces.stream().map(piece -> Box.of(piece, direction)).toList(), lines);
    return lines;
  }

  /** The direction in which most of the text reads. */
  private static double direction(List<Placed> pieces) {
    double x = 0;
    double y = 0;
    for (Placed piece : pieces) {
      x += piece.place().width() * Math.cos(piece.place().angle());
      y += piece.place().width() * Math.sin(piece.place().angle());
    }
    return Math.atan2(y, x);
  }

  private static void read(List<Box> boxes, List<String> lines) {
    double height = median(boxes, Box::height);
    double column = columnCut(boxes, height);
    if (!Double.isNaN(column)) {
      read(boxes.stream().filter(box -> box.middleX() < column).toList(), lines);
      read(boxes.stream().filter(box -> box.middleX() >= column).toList(), lines);
      return;
    }
    Gap paragraph = widest(gaps(boxes, Box::top, Box::bottom));
    if (paragraph.size() >= PARAGRAPH_GAP * height) {
      read(boxes.stream().filter(box -> box.middleY() < paragraph.middle()).toList(), lines);
      read(boxes.stream().filter(box -> box.middleY() >= paragraph.middle()).toList(), lines);
      return;
    }
    rows(boxes, lines);
  }

  /** Where the block falls into two columns of running text; NaN if it doesn't. */
  private static double columnCut(List<Box> boxes, double height) {
    for (Gap gap : gaps(boxes, Box::left, Box::right)) {
      if (gap.size() >= COLUMN_GAP * height
          && isRunning(boxes.stream().filter(box -> box.middleX() < gap.middle()).toList())
          && isRunning(boxes.stream().filter(box -> box.middleX() >= gap.middle()).toList())) {
        return gap.middle();
      }
    }
    return Double.NaN;
  }

  private static boolean isRunning(List<Box> boxes) {
    if (boxes.size() < COLUMN_LINES) {
      return false;
    }
    double left = boxes.stream().mapToDouble(Box::left).min().orElseThrow();
    double right = boxes.stream().mapToDouble(Box::right).max().orElseThrow();
    double width = median(boxes, Box::width);
    return width >= COLUMN_WIDTH * median(boxes, Box::height)
        && width >= COLUMN_FILL * (right - left);
  }

  /** Boxes whose middles lie within half a height are of one row. */
  private static void rows(List<Box> boxes, List<String> lines) {
    List<Box> byHeight = new ArrayList<>(boxes);
    byHeight.sort(Comparator.comparingDouble(Box::middleY));
    List<Box> row = new ArrayList<>();
    for (Box box : byHeight) {
      if (!row.isEmpty()
          && box.middleY() - row.getLast().middleY()
              > 0.5 * Math.min(box.height(), row.getLast().height())) {
        lines.add(joined(row));
        row.clear();
      }
      row.add(box);
    }
    if (!row.isEmpty()) {
      lines.add(joined(row));
    }
  }

  private static String joined(List<Box> row) {
    row.sort(Comparator.comparingDouble(Box::left));
    StringBuilder line = new StringBuilder(row.getFirst().text());
    for (int i = 1; i < row.size(); i++) {
      double gap = row.get(i).left() - row.get(i - 1).right();
      line.append(gap >= CELL_GAP * row.get(i).height() ? " | " : " ").append(row.get(i).text());
    }
    return line.toString();
  }

  @FunctionalInterface
  private interface Measure {
    double of(Box box);
  }

  private record Gap(double from, double to) {

    double size() {
      return to - from;
    }

    double middle() {
      return (from + to) / 2;
    }
  }

  /** The stretches between the first and the last box that no box covers. */
  private static List<Gap> gaps(List<Box> boxes, Measure from, Measure to) {
    List<Box> sorted = new ArrayList<>(boxes);
    sorted.sort(Comparator.comparingDouble(from::of));
    List<Gap> gaps = new ArrayList<>();
    double covered = to.of(sorted.getFirst());
    for (Box box : sorted) {
      if (from.of(box) > covered) {
        gaps.add(new Gap(covered, from.of(box)));
      }
      covered = Math.max(covered, to.of(box));
    }
    return gaps;
  }

  private static Gap widest(List<Gap> gaps) {
    return gaps.stream().max(Comparator.comparingDouble(Gap::size)).orElse(new Gap(0, 0));
  }

  private static double median(List<Box> boxes, Measure measure) {
    double[] values = boxes.stream().mapToDouble(measure::of).sorted().toArray();
    return values[values.length / 2];
  }

  /** A piece as it stands once the whole is turned upright. */
  private record Box(String text, double left, double top, double right, double bottom) {

    static Box of(Placed piece, double direction) {
      Cut cut = piece.place();
      double cos = Math.cos(direction);
      double sin = Math.sin(direction);
      double x = cut.x() * cos + cut.y() * sin;
      double y = cut.y() * cos - cut.x() * sin;
      return new Box(
          piece.text(),
          x - cut.width() / 2,
          // The detector's rectangles are grown into the space between lines.
          y - 0.4 * cut.height(),
          x + cut.width() / 2,
          y + 0.4 * cut.height());
    }

    double width() {
      return right - left;
    }

    double height() {
      return bottom - top;
    }

    double middleX() {
      return (left + right) / 2;
    }

    double middleY() {
      return (top + bottom) / 2;
    }
  }
}
