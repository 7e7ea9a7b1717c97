package witan.graphql.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SaidTest {

  private static final float[] EAST = {2, 0};
  private static final float[] NORTH_EAST = {1, 1};

  @Test
  void likenessIsTheCosineWhateverTheLengths() {
    assertThat(new Said("a", EAST).likeness(new Said("b", NORTH_EAST)))
        .isEqualTo(Math.sqrt(0.5), within(1e-7));
  }

  @Test
  void theSameTextIsAlikeWhateverItsEmbedding() {
    assertThat(new Said("a", EAST).likeness(new Said("a", NORTH_EAST))).isEqualTo(1);
  }

  @Test
  void anotherNumberIsAnotherQuestion() {
    assertThat(new Said("what is 2+2?", EAST).likeness(new Said("what is 2+3?", EAST)))
        .isEqualTo(-1);
    assertThat(new Said("what is 2+2?", EAST).likeness(new Said("What's 2 + 2?", EAST)))
        .isEqualTo(1);
  }

  @Test
  void longTextsAreAlikeOnlyToTheLetter() {
    String text = "x".repeat(801);

    assertThat(new Said(text, EAST).likeness(new Said(text + "y", EAST))).isEqualTo(-1);
    assertThat(new Said(text, EAST).likeness(new Said(text, EAST))).isEqualTo(1);
  }
}
