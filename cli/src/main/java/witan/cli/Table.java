package witan.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Rows of text under a heading, each column as wide as its widest cell. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();
  private final Set<String> right = new HashSet<>();

  public Table(String... heading) {
    rows.add(List.of(heading));
  }

  /** Puts the cells under these headings to the right, as numbers stand. */
  public Table right(String... headings) {
    right.addAll(List.of(headings));
    return this;
  }

  public Table row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException("a row needs " + rows.getFirst().size() + " cells");
    }
    rows.add(List.of(cells));
    return this;
  }

  @Override
  public String toString() {
    int[] widths = IntStream.range(0, rows.getFirst().size()).map(this::width).toArray();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        int blanks = widths[column] - cell.length();
        boolean isRight = right.contains(rows.getFirst().get(column));
        line.repeat(' ', isRight ? blanks : 0).append(cell);
        line.repeat(' ', (isRight ? 0 : blanks) + 2);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
