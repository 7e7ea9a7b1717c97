package witan.inference.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.inference.vision.ReadingOrder.Placed;

class ReadingOrderTest {

  private static final int LINE = 20;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.15, Math.PI / 2, Math.PI, -Math.PI / 2})
  void whicheverWayThePictureIsHeldTheOrderIsTheSame(double angle) {
    List<Placed> pieces =
        List.of(
            at("title", 100, 0, 300, angle),
            at("left one", 0, 60, 220, angle),
            at("right one", 280, 60, 220, angle),
            at("left two", 0, 90, 220, angle),
            at("right two", 280, 90, 220, angle),
            at("left three", 0, 120, 210, angle),
            at("right three", 280, 120, 205, angle));

    assertThat(ReadingOrder.lines(shuffled(pieces)))
        .containsExactly(
            "title", "left one", "left two", "left three", "right one", "right two", "right three");
  }

  @Test
  void piecesOfOneRowAreJoinedAndCellsAreKeptApart() {
    assertThat(
            ReadingOrder.lines(
                shuffled(
                    List.of(
                        at("Flour,", 0, 0, 60, 0),
                        at("sieved", 66, 1, 60, 0),
                        at("250 g", 300, 2, 50, 0),
                        at("Milk", 0, 40, 40, 0),
                        at("1 l", 300, 40, 30, 0)))))
        .containsExactly("Flour, sieved | 250 g", "Milk | 1 l");
  }

  @Test
  void nothingHasNoLines() {
    assertThat(ReadingOrder.lines(List.of())).isEmpty();
  }

  private static List<Placed> shuffled(List<Placed> pieces) {
    List<Placed> shuffled = new ArrayList<>(pieces);
    Collections.shuffle(shuffled, new Random(4));
    return shuffled;
  }

  /** A line from a place on the upright page, which is then turned by {@code angle}. */
  private static Placed at(String text, double left, double top, double width, double angle) {
    double x = left + width / 2;
    double y = top + LINE / 2.0;
    return new Placed(
        text,
        new Cut(
            x * Math.cos(angle) - y * Math.sin(angle),
            x * Math.sin(angle) + y * Math.cos(angle),
            width,
            LINE,
            angle));
  }
}
