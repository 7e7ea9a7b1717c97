package witan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    Table table = new Table("A", "LONGER").row("wide cell", "x").row("b", "y");

    assertThat(table).hasToString("A          LONGER\nwide cell  x\nb          y");
  }
}
