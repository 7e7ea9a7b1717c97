package witan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    Table table = new Table("A", "LONGER").row("wide cell", "x").row("b", "y");

    assertThat(table).hasToString("A          LONGER\nwide cell  x\nb          y");
  }

  @Test
  void numbersStandToTheRight() {
    Table table = new Table("A", "N", "B").right("N").row("x", "7", "y").row("x", "1234", "y");

    assertThat(table).hasToString("A     N  B\nx     7  y\nx  1234  y");
  }
}
